"""The figures of a review as of the last assessment: shares, nearness, flicker, stability,
concentration, tiers by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from hengke.engine.criteria import columns, history
from hengke.learning import criteria
from hengke.learning.separation import stability_of_counts
from hengke.pipelines.criteria.seen import Seen
from hengke.pipelines.criteria.told import Row, known, unknown

Months = Mapping[date, Mapping[int, Mapping[str, Any]]]
"""By assessment and rank: customers, effective, overridden, aum_minor, aum_unknown."""
NOTHING = {"customers": 0, "effective": 0, "overridden": 0, "aum_minor": 0, "aum_unknown": 0}


def months(seen: Seen) -> Months:
    """What is counted of every assessment looked at, by tier; unknown tiers at rank -1."""
    rows = seen.rows(seen.dues)
    found: dict[date, dict[int, dict[str, Any]]] = {on: {} for on in seen.dates}
    for table in (history.by_assessed(rows), history.by_effective(rows)):
        for row in seen.night.catalog.arrow(table).to_pylist():
            place = found[row.pop("assessed_on")].setdefault(row.pop("rank"), dict(NOTHING))
            place.update(row)
    return found


def figures(seen: Seen, counted: Months) -> list[Row]:
    """Of everybody assessed last; nobody at all makes every figure unknown."""
    last = counted[seen.last]
    if not sum(one["customers"] for one in last.values()):
        names = (columns.CUSTOMERS, columns.NEAR, columns.STABILITY, columns.GINI)
        return [unknown(name, columns.NOBODY) for name in names]
    return [
        *_shares(seen, last),
        *_near(seen),
        *_flicker(seen),
        *_stability(seen, counted),
        *_concentration(seen),
        _by_hand(seen, last),
    ]


def _shares(seen: Seen, last: Mapping[int, Mapping[str, Any]]) -> Iterator[Row]:
    """Customers and assets of each tier and those above it, of all whose tier is known."""
    placed = {rank: one for rank, one in last.items() if rank >= 0}
    for figure, name in ((columns.CUSTOMERS, "customers"), (columns.ASSETS, "aum_minor")):
        whole = sum(one[name] for one in placed.values())
        for tier in seen.tiers.tiers[1:]:
            part = sum(one[name] for rank, one in placed.items() if rank >= tier.rank)
            yield _share(seen, figure, tier, part, whole)


def _share(seen: Seen, figure: str, tier: Any, part: int, whole: int) -> Row:
    bounds = seen.rules.bounds(seen.tiers.name, tier.name, figure)
    at: Row = {"subject": tier.name, "rank": tier.rank, "part": part, "whole": whole}
    if not whole:
        return unknown(figure, columns.NO_ASSETS if figure == columns.ASSETS else columns.NOBODY,
                       **at)  # fmt: skip
    limits: Row = {} if bounds is None else {"low": bounds.low, "high": bounds.high}
    return known(figure, **at, **limits, days={"until_on": seen.last})


def _near(seen: Seen) -> Iterator[Row]:
    values, there = seen.value
    for tier in seen.tiers.tiers[1:]:
        at: Row = {"subject": tier.name, "rank": tier.rank}
        if tier.only_by:
            yield unknown(columns.NEAR, columns.NO_FLOOR, **at)
            continue
        part, whole = criteria.near(values, there, tier.floor_minor, part=seen.rules.near)
        yield _judged(seen, columns.NEAR, part, whole, seen.rules.near_most, at)


def _flicker(seen: Seen) -> Iterator[Row]:
    """Short where no month lies so far back that all the months after it are over."""
    needed = seen.rules.flicker_months + 2
    enough = any(seen.ahead[1:]) if len(seen.dates) > 1 else False
    for tier in seen.tiers.tiers[1:]:
        at: Row = {"subject": tier.name, "rank": tier.rank}
        if tier.only_by:
            yield unknown(columns.FLICKER, columns.NO_FLOOR, **at)
        elif not enough:
            yield unknown(columns.FLICKER, columns.SHORT_HISTORY, needed=needed, **at)
        else:
            floor = tier.floor_minor * seen.tiers.measure.scale
            crossed, undone = criteria.crossings(seen.course, floor, seen.ahead)[:2]
            most = seen.rules.flicker_most
            yield _judged(seen, columns.FLICKER, undone, crossed, most, at, first=seen.dates[0])


def _judged(
    seen: Seen,
    figure: str,
    part: int,
    whole: int,
    most: Any,
    at: Mapping[str, Any],
    first: date | None = None,
) -> Row:
    """A share with an upper bound; of too few it is unknown, and its parts are told."""
    if whole < seen.rules.least_customers:
        return unknown(figure, columns.TOO_FEW, part=part, whole=whole,
                       needed=seen.rules.least_customers, **at)  # fmt: skip
    days = {"until_on": seen.last} | ({} if first is None else {"from_on": first})
    return known(figure, part=part, whole=whole, high=most, days=days, **at)


def _stability(seen: Seen, counted: Months) -> Iterator[Row]:
    """PSI of the shares of tiers, against each of the months to compare with."""
    ranks = [tier.rank for tier in seen.tiers.tiers]
    for back in seen.rules.compare_months:
        before, subject = seen.back(back), str(back)
        if before is None:
            yield unknown(
                columns.STABILITY, columns.SHORT_HISTORY, subject=subject, needed=back + 1
            )
            continue
        then, now = (_counts(counted[on], ranks) for on in (before.assessed_on, seen.last))
        if min(sum(then), sum(now)) < seen.rules.least_customers:
            yield unknown(columns.STABILITY, columns.TOO_FEW, subject=subject,
                          needed=seen.rules.least_customers)  # fmt: skip
            continue
        psi = stability_of_counts(then, now)
        high = seen.rules.psi_watch
        act = psi >= seen.rules.psi_act
        state = columns.ACT if act else columns.WARN if psi >= high else columns.OK
        yield known(
            columns.STABILITY, subject=subject, value=psi, high=high, state=state,
            days={"from_on": before.assessed_on, "until_on": seen.last},
        )  # fmt: skip


def _counts(month: Mapping[int, Mapping[str, Any]], ranks: Sequence[int]) -> list[int]:
    return [month.get(rank, NOTHING)["customers"] for rank in ranks]


def _concentration(seen: Seen) -> Iterator[Row]:
    """Of everybody whose assets are known."""
    held, there = seen.assets
    values, rules = held[there], seen.rules
    days = {"until_on": seen.last}
    found = criteria.gini(values)
    if found is None:
        yield from (unknown(one, columns.NO_ASSETS) for one in (columns.GINI, columns.TOP))
        return
    if len(values) < rules.least_customers:
        yield from (
            unknown(one, columns.TOO_FEW, whole=len(values), needed=rules.least_customers)
            for one in (columns.GINI, columns.TOP)
        )
        return
    total, richest = int(sum(values.clip(min=0).tolist())), f"{float(rules.top_share):g}"
    yield known(
        columns.GINI, value=found, whole=len(values), high=rules.gini_most, days=days
    )  # fmt: skip
    top = round(criteria.richest(values, float(rules.top_share)))
    yield known(columns.TOP, subject=richest, part=top, whole=total, high=rules.top_most, days=days)
    for place, part in enumerate(criteria.curve(values)):
        yield known(
            columns.CURVE, subject=f"{place:02d}", rank=place, part=round(part), whole=total,
            days=days,
        )  # fmt: skip


def _by_hand(seen: Seen, last: Mapping[int, Mapping[str, Any]]) -> Row:
    part, whole = (sum(one[n] for one in last.values()) for n in ("overridden", "customers"))
    return _judged(seen, columns.OVERRIDES, part, whole, seen.rules.overrides_most, {})
