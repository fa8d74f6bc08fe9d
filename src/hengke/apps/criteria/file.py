"""The figures of a review as rows for a file: CSV and JSON.

Money in major units with two decimals, shares as ratios of one, unknown empty with its reason.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

from hengke.apps.criteria import queries
from hengke.apps.criteria.findings import OF_MONEY
from hengke.apps.criteria.models import Figure, Floor
from hengke.engine.criteria.columns import CURVE, MARGIN
from hengke.kernel import cells
from hengke.web import amounts

COLUMNS = (
    "row", "policy", "figure", "subject", "value", "part", "whole", "low", "high", "state",
    "reason", "needed", "from_on", "until_on", "as_of", "tier_version", "policy_version", "run_id",
)  # fmt: skip
FLOORS = (
    "row", "policy", "candidate", "subject", "floor", "customers", "assets", "near", "near_of",
    "back", "crossings", "moved", "covered", "broken", "as_of", "tier_version", "policy_version",
    "run_id",
)  # fmt: skip
MARK = "\ufeff"
Money = Callable[[int | None], str]


def rows(policy: str) -> list[dict[str, Any]]:
    """Every figure, then every set of floors."""
    figures = [*queries.figures(policy), *queries.curve(policy)]
    return [*map(figure, figures), *map(_floor, queries.floors(policy))]


def written(policy: str, form: str) -> tuple[str, str]:
    """The text and its media type."""
    found = rows(policy)
    if form == "json":
        return json.dumps(found, ensure_ascii=False, indent=1), "application/json"
    text = io.StringIO()
    text.write(MARK)
    names = list(dict.fromkeys((*COLUMNS[:-4], *FLOORS[2:-4], *COLUMNS[-4:])))
    writer = csv.DictWriter(text, names, lineterminator="\r\n")
    writer.writeheader()
    for row in found:
        writer.writerow({name: cells.safe(row.get(name)) for name in names})
    return text.getvalue(), "text/csv; charset=utf-8"


def figure(one: Figure, money: Money = amounts.in_a_file) -> dict[str, Any]:
    """`money` says how an amount is written; by default as the reader may see it."""
    of_money = one.figure in (*OF_MONEY, CURVE)
    of_one = one.figure == MARGIN

    def per_customer(value: float | None) -> str:
        return money(None if value is None else round(value))

    told = {
        "row": "figure", "policy": one.policy, "figure": one.figure, "subject": one.subject,
        "value": per_customer(one.value) if of_one else one.value,
        "part": money(one.part) if of_money else one.part,
        "whole": money(one.whole) if of_money and not of_one else one.whole,
        "low": per_customer(one.low) if of_one else one.low,
        "high": per_customer(one.high) if of_one else one.high,
        "state": one.state, "reason": one.reason, "needed": one.needed,
        "from_on": _day(one.from_on), "until_on": _day(one.until_on),
    }  # fmt: skip
    return told | _stamp(one)


def _floor(one: Floor) -> dict[str, Any]:
    return {
        "row": "floors", "policy": one.policy, "candidate": one.candidate, "subject": one.tier,
        "floor": amounts.in_a_file(one.floor_minor), "customers": one.customers,
        "assets": amounts.in_a_file(one.aum_minor), "near": one.near, "near_of": one.near_of,
        "back": one.back, "crossings": one.crossings, "moved": one.moved,
        "covered": one.covered, "broken": one.broken,
    } | _stamp(one)  # fmt: skip


def _stamp(one: Figure | Floor) -> dict[str, Any]:
    return {
        "as_of": one.as_of.isoformat(), "tier_version": one.tier_version,
        "policy_version": one.policy_version, "run_id": one.run_id,
    }  # fmt: skip


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()
