"""What a book brings: figures, the waterfall of all its customers, concentration, the proof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.value import concentration, lifetime_page, queries, stack, words
from hengke.web import amounts, formats
from hengke.web.charts.line import Series, line
from hengke.web.charts.waterfall import waterfall

REVENUE_AND_COSTS = (*stack.INCOME, *stack.COSTS, "profit_minor", "capital_minor")


@dataclass(frozen=True)
class Proof:
    """One part of the whole bank: what the sources say, what customers got, what is nobody's."""

    name: Any
    source_minor: int | None
    customers_minor: int | None
    unallocated_minor: int | None


def context(user: Any) -> dict[str, Any]:
    """What the upper half of value/book.html accepts."""
    sums = queries.sums(user)
    if not sums["customers"]:
        return {"sums": None}
    found = concentration.of_reader(user, customers=sums["customers"])
    whole = amounts.are_whole()
    return {
        "sums": sums,
        "chart": waterfall(stack.steps(sums), label=_("Contribution of all customers"))
        if whole
        else "",
        "concentration": found if whole else None,
        "lifetime": lifetime_page.whole(user),
        "curve": _curve(found) if found is not None and whole else "",
        "proof": _proof() if queries.sees_all(user) else [],
    }


def _curve(found: concentration.Concentration) -> Any:
    """The curve beside the line of equal shares."""
    count = len(found.curve) - 1
    equal = [at / count for at in range(count + 1)]
    return line(
        (Series(_("Contribution"), found.curve), Series(_("Equal shares"), equal)),
        [formats.percent(share) or "" for share in equal],
        label=_("Share of contribution by share of customers, those who bring most first"),
        shown=_share,
    )


def _share(value: float) -> str:
    return formats.percent(value) or ""


def _proof() -> list[Proof]:
    totals = queries.totals()
    if len(totals) < len(queries.LEVELS):
        return []
    return [
        Proof(words.part(name), *(getattr(total, name) for total in totals))
        for name in REVENUE_AND_COSTS
    ]
