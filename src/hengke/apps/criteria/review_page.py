"""The review of one tier policy on a page: findings, tiers, what came after, other floors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.criteria import due, findings, permissions, queries
from hengke.apps.criteria.findings import Finding
from hengke.apps.criteria.models import Figure, Month
from hengke.apps.tiering import api as tiering
from hengke.apps.tiering.api import Ladder, Step
from hengke.engine.criteria import columns
from hengke.policies.criteria import CriteriaPolicy
from hengke.web import amounts, formats
from hengke.web.charts.line import Series, line

SHOWN_REVIEWS = 10
OF_ALL = (columns.STABILITY, columns.GINI, columns.TOP, columns.OVERRIDES)


@dataclass(frozen=True)
class Row:
    """One tier: its floor in force, how many are assessed there, and its findings by figure."""

    step: Step
    floor: str | None
    customers: int
    effective: int
    aum_minor: int
    found: Mapping[str, Finding]


def context(user: Any, ladders: Sequence[Ladder], asked: str | None) -> dict[str, Any]:
    """What criteria/review.html accepts."""
    ladder = chosen(ladders, asked)
    rows = queries.figures(ladder.policy)
    rules = _rules(rows)
    found = findings.findings(rows, ladder, rules)
    months = queries.months(ladder.policy)
    reviews = queries.reviewed(ladder.policy)
    assessed_on = months[-1].assessed_on if months else None
    return {
        "ladder": ladder,
        "ladders": ladders,
        "as_of": ladder.as_of,
        "assessed_on": assessed_on,
        "rows": rows,
        "warnings": sorted(
            (one for one in found if one.is_warning), key=lambda one: one.row.state != columns.ACT
        ),
        "unknowns": [one for one in found if one.is_unknown],
        "wholes": [one for one in found if one.row.figure in OF_ALL],
        "tiers": _tiers(found, months, ladder),
        "chart": _course(months, ladder),
        "curve": _curve(queries.curve(ladder.policy)) if amounts.are_whole() else "",
        "due": due.due(reviews, as_of=ladder.as_of, assessed_on=assessed_on),
        "reviews": reviews[:SHOWN_REVIEWS],
        "rules": rules,
        "can_record": permissions.can_record(user),
        "versions": (rows[0].tier_version, rows[0].policy_version) if rows else ("", ""),
    }


def chosen(ladders: Sequence[Ladder], asked: str | None) -> Ladder:
    return next((one for one in ladders if one.policy == asked), ladders[0])


def _rules(rows: Sequence[Figure]) -> CriteriaPolicy | None:
    """Those by which the night judged; None where they have changed since."""
    if not rows:
        return None
    found = queries.rules(rows[0].as_of)
    return found if found.version == rows[0].policy_version else None


def _tiers(found: Sequence[Finding], months: Sequence[Month], ladder: Ladder) -> list[Row]:
    """The highest tier first, as of the last assessment."""
    told = findings.by_tier(found)
    last = {one.rank: one for one in months if one.assessed_on == months[-1].assessed_on}
    return [
        Row(
            step=step,
            floor=tiering.value(step.floor_minor, ladder) if step.rank else None,
            customers=_of(last.get(step.rank), "customers"),
            effective=_of(last.get(step.rank), "effective"),
            aum_minor=_of(last.get(step.rank), "aum_minor"),
            found=told.get(step.rank, {}),
        )
        for step in reversed(ladder.steps)
    ]


def _of(month: Month | None, name: str) -> int:
    return int(getattr(month, name) or 0) if month is not None else 0


def share(part: int | None, whole: int | None) -> float | None:
    return None if part is None or not whole else part / whole


def _course(months: Sequence[Month], ladder: Ladder) -> Any:
    """Customers of each tier above the lowest, as a share of all placed, month by month."""
    dates = sorted({one.assessed_on for one in months})
    placed = {(one.assessed_on, one.rank): one.customers or 0 for one in months if one.rank >= 0}
    sums = {on: sum(n for (day, _r), n in placed.items() if day == on) for on in dates}
    return line(
        [
            Series(
                step.name,
                [share(placed.get((on, step.rank), 0), sums[on]) for on in dates],
            )
            for step in ladder.above_lowest
        ],
        [on.strftime("%Y-%m") for on in dates],
        label=_("Share of customers by assessed tier, month by month"),
        shown=lambda value: formats.percent(value, 1) or "",
    )


def _curve(rows: Sequence[Figure]) -> Any:
    count = len(rows) - 1
    if count < 1:
        return ""
    equal = [at / count for at in range(count + 1)]
    return line(
        (Series(_("Assets"), [one.value for one in rows]), Series(_("Equal shares"), equal)),
        [formats.percent(share) or "" for share in equal],
        label=_("Share of assets by share of customers, the richest first"),
        shown=lambda value: formats.percent(value) or "",
    )
