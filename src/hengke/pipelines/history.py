"""How far the bank's balances reach, and which assessment dates of a policy they support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.features.silver import Silver
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.catalog import Catalog
from hengke.policies.tiering import TierPolicy, assessment_dates

LATEST_DAYS_AHEAD = 31
"""A business date may lie so far after the last delivery; later it would speak of nothing."""
QUIET_DAYS = 7
"""Days at the end of a period on which a bank may book nothing and yet has delivered everything."""


@dataclass(frozen=True)
class Span:
    """First and last day of the deliveries.

    `daily_from`: since when balances are known for every day (None: only snapshots are);
    `snapshots`: the days on which month-end balances are.
    """

    first: date
    last: date
    daily_from: date | None
    snapshots: tuple[date, ...]

    def seen_on(self, on: date) -> date | None:
        """The day itself where balances are daily, else the last snapshot up to it."""
        if self.daily_from is not None:
            return on if on >= self.daily_from else None
        return max((day for day in self.snapshots if day <= on), default=None)

    def supports(self, policy: TierPolicy, assessed_on: date) -> bool:
        """Do the deliveries cover what an assessment on this date looks at?"""
        window = policy.measure.window(assessed_on)
        if policy.measure.kind == "month_end" and assessed_on in self.snapshots:
            return True
        return (
            self._delivered(assessed_on)
            and self.daily_from is not None
            and self.daily_from <= window.start
        )

    def _delivered(self, assessed_on: date) -> bool:
        return assessed_on <= self.last + timedelta(days=QUIET_DAYS)

    def lacks(self, policy: TierPolicy, assessed_on: date) -> str:
        """Why an assessment on a date that is not supported cannot be made."""
        if not self._delivered(assessed_on):
            return sentence("the data end on {last}", last=self.last)
        if self.daily_from is None and policy.measure.kind == "month_end":
            return sentence("no balances of this day were delivered")
        if self.daily_from is None:
            return sentence("balances are known for single days only")
        return sentence("daily balances begin on {first}", first=self.daily_from)


def span(catalog: Catalog, silver: Silver) -> Span:
    """Read from the tables; refused when no balances or bookings were imported."""
    changes = silver.balances.filter(silver.balances.observed == "change")
    month_ends = silver.balances.filter(silver.balances.observed == "month_end")
    running = silver.transactions.filter(silver.transactions.balance_minor.notnull())
    snapshots = silver.snapshots.filter(silver.snapshots.table == "balances")
    found = _ends(
        catalog,
        {
            "changes": (changes, "balance_date"),
            "month_ends": (month_ends, "balance_date"),
            "bookings": (silver.transactions, "booked_on"),
            "running": (running, "booked_on"),
            "snapshots": (snapshots, "snapshot_date"),
        },
    )
    firsts = [first for row in found.values() if (first := row["first"])]
    if not firsts:
        raise Refused(
            "This home holds no balances and no bookings yet.",
            next_step="Import the bank's files: hengke import DIR --mapping NAME",
        )
    daily = [first for name in ("changes", "running") if (first := found[name]["first"])]
    shown = ibis.union(
        month_ends.select(on="balance_date"), snapshots.select(on="snapshot_date"), distinct=True
    )
    return Span(
        first=min(firsts),
        last=max(row["last"] for row in found.values() if row["last"]),
        daily_from=min(daily, default=None),
        snapshots=tuple(sorted(catalog.arrow(shown)["on"].to_pylist())),
    )


def check_business_date(as_of: date, reach: Span) -> None:
    """Refuse dates about which the deliveries say nothing."""
    if as_of < reach.first:
        raise Refused(
            "The data of this home begin on {first}; {as_of} lies before them.",
            next_step="Choose a date from {first} to {last}.",
            first=reach.first,
            as_of=as_of,
            last=reach.last,
        )
    if as_of > reach.last + timedelta(days=LATEST_DAYS_AHEAD):
        raise Refused(
            "The data of this home end on {last}; {as_of} lies too long after them.",
            next_step="Import newer files, or choose a date up to {last}.",
            last=reach.last,
            as_of=as_of,
        )


def supported(
    versions: list[TierPolicy], reach: Span, *, as_of: date
) -> list[tuple[TierPolicy, date]]:
    """Every assessment date up to `as_of` with the version in force on it, oldest first."""
    dates = _falling_due(versions, reach, as_of=as_of)
    return [(policy, on) for policy, on in dates if reach.supports(policy, on)]


def unsupported(
    versions: list[TierPolicy], reach: Span, *, as_of: date
) -> list[tuple[TierPolicy, date]]:
    """The dates after the last supported one that fell due, yet cannot be assessed."""
    dates = _falling_due(versions, reach, as_of=as_of)
    done = [on for policy, on in dates if reach.supports(policy, on)]
    return [(policy, on) for policy, on in dates if not done or on > done[-1]]


def _falling_due(
    versions: list[TierPolicy], reach: Span, *, as_of: date
) -> list[tuple[TierPolicy, date]]:
    found: list[tuple[TierPolicy, date]] = []
    for policy, following in zip(versions, [*versions[1:], None], strict=True):
        first = max(policy.in_force_from or reach.first, reach.first)
        last = min(as_of, policy.in_force_until or as_of, _day_before(following) or as_of)
        if first <= last:
            found += [(policy, on) for on in assessment_dates(policy, first, last)]
    return found


def _day_before(following: TierPolicy | None) -> date | None:
    since = following.in_force_from if following else None
    return since - timedelta(days=1) if since else None


def _ends(
    catalog: Catalog, columns: Mapping[str, tuple[ir.Table, str]]
) -> dict[str, dict[str, date | None]]:
    """First and last day of each column, fetched at once."""
    rows = [
        table.agg(first=table[column].min(), last=table[column].max()).mutate(
            name=ibis.literal(name)
        )
        for name, (table, column) in columns.items()
    ]
    return {row.pop("name"): row for row in catalog.arrow(ibis.union(*rows)).to_pylist()}
