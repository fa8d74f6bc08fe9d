"""The review of tier floors at night: figures, months and candidates of every tier policy.

Computed every night: one pass over the last assessment of thirteen months, so that what the owner
reads is of the day, and a review that falls due needs no run of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from hengke.engine.results import GOLD
from hengke.engine.stamp import STAMP
from hengke.pipelines.criteria.candidates import candidates
from hengke.pipelines.criteria.figures import NOTHING, Months, figures, months
from hengke.pipelines.criteria.outcomes import Weighed, outcomes
from hengke.pipelines.criteria.seen import Seen, of_policy
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import criteria as policies
from hengke.policies.criteria import CriteriaPolicy

MONTHS, FIGURES, FLOORS = "criteria_months", "criteria_figures", "criteria_floors"
Rows = list[dict[str, Any]]


def weigh(weighing: Weighing) -> None:
    """The three tables, of every tier policy that was ever assessed."""
    rules = _policy(weighing.home, weighing.as_of)
    weighed = _weighed(weighing)
    found: dict[str, Rows] = {MONTHS: [], FIGURES: [], FLOORS: []}
    for dues in weighing.night.dues.values():
        if not dues:
            continue
        seen = of_policy(weighing.night, dues, rules)
        counted = months(seen)
        _add(found[MONTHS], _months(seen, counted), seen)
        _add(found[FIGURES], [*figures(seen, counted), *outcomes(seen, weighed)], seen)
        _add(found[FLOORS], candidates(seen), seen)
    for name, rows in found.items():
        weighing.write(name, weighing.night.catalog.given(_table(name, rows)))


def _add(rows: Rows, more: Sequence[Mapping[str, Any]] | Iterator[Any], seen: Seen) -> None:
    known = {
        "policy": seen.tiers.name,
        "tier_version": seen.tiers.version,
        "policy_version": seen.rules.version,
    }
    rows += [{**row, **known} for row in more]


def _months(seen: Seen, counted: Months) -> Iterator[dict[str, Any]]:
    """Every tier of the ladder in every month, and whoever has none."""
    names = {tier.rank: tier.name for tier in seen.tiers.tiers}
    for on, by_rank in counted.items():
        for rank in sorted({*names, *by_rank}):
            row = {**NOTHING, **by_rank.get(rank, {})}
            yield {"assessed_on": on, "rank": rank, "tier": names.get(rank, ""), **row}


def _weighed(weighing: Weighing) -> Weighed | None:
    """Values of customers and the months that they speak of; None where none were weighed."""
    values = weighing.results.get("customer_values")
    if values is None:
        return None
    months = values.aggregate(first=values.first_on.min(), last=values.until_on.max())
    (row,) = weighing.night.catalog.arrow(months).to_pylist()
    return None if row["first"] is None else Weighed(values, row["first"], row["last"])


def _table(name: str, rows: Rows) -> pa.Table:
    plain = {column: kind for column, kind in GOLD[name].items() if column not in STAMP}
    return pa.Table.from_pylist(rows, schema=ibis.schema(plain).to_pyarrow())


def _policy(home: Home, on: date) -> CriteriaPolicy:
    return policies.load(on=on, own=home.criteria_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part("criteria", _followed, weigh)
