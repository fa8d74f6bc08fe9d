"""What-if: the whole history replayed under a draft policy, beside what was decided.

Works in a scratch directory outside the home; nothing of the bank is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ibis.expr.types as ir

from hengke.engine.results import ASSESSMENTS
from hengke.kernel.errors import Refused
from hengke.kernel.money import decimal_string
from hengke.pipelines import assessing
from hengke.pipelines.answers import Results
from hengke.pipelines.assessing import Due
from hengke.pipelines.catalog import Catalog, opened, silver
from hengke.pipelines.contributions import worth_of
from hengke.pipelines.history import span, supported
from hengke.pipelines.home import Home
from hengke.pipelines.keeping import kept_book
from hengke.pipelines.releases import of_this_release
from hengke.pipelines.stages import Progress
from hengke.policies.tiering import TierPolicy, parse

NO_TIER = "none"
"""Stands for the tier of somebody whom one of the two policies does not cover, or cannot judge."""
Row = Mapping[str, Any]


def simulated(
    home: Home,
    *,
    as_of: date,
    policy: str,
    draft: str,
    named: int,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Effective tiers now against those under the draft, at the last assessment of each.

    `rows` are the moves, `tiers` the customers and assets per tier before and after, `sample` the
    `named` largest movers. A tier that was set by hand stays as it is.
    """
    told = progress or _untold
    rules = parse(draft, name=policy)
    rules = replace(rules, in_force_from=None, in_force_until=None)  # in force all along
    results = Results(home)
    entry = results.last_assessment(policy, as_of)
    with TemporaryDirectory(prefix="hengke-") as folder, opened(Path(folder)) as catalog:
        draft_on, drafted = _replayed(home, results, catalog, rules, as_of=as_of, told=told)
        with of_this_release():
            decided = catalog.read([home.lake / entry.path], ASSESSMENTS)
        rows = catalog.arrow(_beside(decided, drafted)).to_pylist()
    return {
        "as_of": as_of.isoformat(),
        "policy": policy,
        "policy_version": entry.policy_version,
        "draft_version": rules.version,
        "assessed_on": entry.assessed_on,
        "draft_assessed_on": draft_on.isoformat(),
        **_compared(rows, rules, named),
    }


def _replayed(
    home: Home,
    results: Results,
    catalog: Catalog,
    rules: TierPolicy,
    *,
    as_of: date,
    told: Progress,
) -> tuple[date, ir.Table]:
    """The decisions of the last date, after every earlier one."""
    told("read the bank")
    tables = silver(catalog, home, results.manifest)
    reach = span(catalog, tables)
    needed = [
        Due(on_day, on, path="", found=None)
        for on_day, on in supported([rules], reach, as_of=as_of)
    ]
    if not needed:
        raise Refused(
            "The data support no assessment under the draft up to {as_of}.",
            next_step="They reach from {first} to {last}; the draft assesses {calendar} by "
            "{measure}.",
            as_of=as_of,
            first=reach.first,
            last=reach.last,
            calendar=rules.calendar,
            measure=rules.measure.kind,
        )
    told("keep the book")
    book = kept_book(catalog, tables, home=home.settings().currency, until=as_of)
    kept: list[ir.Table] = []

    def store(_: Due, decisions: ir.Table) -> ir.Table:
        kept.append(catalog.keep("draft", decisions))
        return kept[-1]

    none = assessing.override_table(catalog, [], rules.name)
    desk = assessing.Desk(
        catalog, book, none, store, lambda _: kept[-1], worth_of(home, reach.daily_from)
    )
    assessing.assess(desk, needed, tell=lambda made: told("assess", made, len(needed)))
    return needed[-1].assessed_on, kept[-1]


def _beside(decided: ir.Table, drafted: ir.Table) -> ir.Table:
    """customer_id, tier before and after, assets; one row per customer that either covers."""
    now = decided.select(
        "customer_id", "aum_minor", "state", before="effective_tier", rank_before="effective_rank"
    )
    then = drafted.select(
        "customer_id", after="effective_tier", rank_after="effective_rank", aum_then="aum_minor"
    )
    joined = now.outer_join(then, "customer_id")
    customer = joined.customer_id.coalesce(joined.customer_id_right)
    return joined.select(
        "before", "after", "rank_before", "rank_after", "state",
        customer_id=customer, aum_minor=joined.aum_minor.coalesce(joined.aum_then),
    ).order_by("customer_id")  # fmt: skip


def _compared(rows: Sequence[Row], rules: TierPolicy, named: int) -> dict[str, Any]:
    movers = [row for row in rows if row["before"] != row["after"] and row["state"] != "overridden"]
    largest = sorted(movers, key=lambda row: (-(row["aum_minor"] or 0), row["customer_id"]))
    after = [row["before"] if row["state"] == "overridden" else row["after"] for row in rows]
    return {
        "customers": len(rows),
        "movers": len(movers),
        "aum_at_stake": decimal_string(_assets(movers)),
        "rows": _moves(movers),
        "tiers": _tiers(rows, after, rules),
        "sample": [_shown(row) for row in largest[:named]],
    }


def _moves(movers: Sequence[Row]) -> list[dict[str, Any]]:
    """From, to, customers, assets; the order is that of the ladders, no tier last."""
    cells: dict[tuple[Any, ...], list[Row]] = {}
    for row in movers:
        key = (_place(row["rank_before"]), row["before"], _place(row["rank_after"]), row["after"])
        cells.setdefault(key, []).append(row)
    return [
        {
            "from": before or NO_TIER,
            "to": after or NO_TIER,
            "customers": len(cells[key]),
            "aum": decimal_string(_assets(cells[key])),
        }
        for key in sorted(cells, key=lambda key: (key[0], key[2], str(key)))
        for before, after in [(key[1], key[3])]
    ]


def _tiers(rows: Sequence[Row], after: Sequence[str | None], rules: TierPolicy) -> list[Row]:
    """Customers per tier before and after; the draft's ladder first, then tiers it lacks."""
    names: list[str | None] = [tier.name for tier in rules.tiers]
    names += sorted({row["before"] for row in rows} - set(names) - {None})
    if any(tier is None for tier in (*after, *(row["before"] for row in rows))):
        names.append(None)
    return [
        {
            "tier": name or NO_TIER,
            "customers_before": sum(row["before"] == name for row in rows),
            "customers_after": sum(tier == name for tier in after),
        }
        for name in names
    ]


def _shown(row: Row) -> dict[str, Any]:
    return {
        "customer_id": row["customer_id"],
        "from": row["before"] or NO_TIER,
        "to": row["after"] or NO_TIER,
        "aum": decimal_string(row["aum_minor"]),
    }


def _untold(stage: str, done: float = 0, total: float | None = None) -> None:
    """Where nobody listens."""


def _place(rank: int | None) -> int:
    return 1_000 if rank is None else rank


def _assets(rows: Sequence[Row]) -> int:
    """Known assets of the rows."""
    return sum(row["aum_minor"] or 0 for row in rows)
