"""What a book brings: figures, the waterfall of all its customers, products by period,
concentration, the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from hengke.apps.value import concentration, lifetime_page, products, queries, stack, words
from hengke.apps.value.periods import MONTHS
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


def context(user: Any, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the upper half of value/book.html accepts. `asked`: part, by, products, show."""
    sums = queries.sums(user)
    if not sums["customers"]:
        return {"sums": None}
    found = concentration.of_reader(user, customers=sums["customers"])
    whole, part, by = amounts.are_whole(), *chosen(asked)
    every = asked.get("products") == "all"
    found_table = products.table(user, sums, part=part, by=by, every=every)
    addresses = {name: address(asked, part=name) for name in stack.ORDER}
    steps = stack.linked(stack.steps(sums), addresses, current=part)
    return {
        "sums": sums,
        "months": queries.months(user),
        "part": part,
        "parts": [(name, words.part(name), addresses[name]) for name in stack.ORDER],
        "table": found_table,
        "drawn": whole and by != MONTHS,
        "bridge": _bridge(found_table, part) if whole and queries.sees_all(user) else None,
        "chart": waterfall(steps, label=_("Contribution of all customers")) if whole else "",
        "concentration": found if whole else None,
        "lifetime": lifetime_page.whole(user),
        "curve": _curve(found) if found is not None and whole else "",
        "proof": _proof() if queries.sees_all(user) else [],
    }


def chosen(asked: Mapping[str, str]) -> tuple[str, str]:
    return products.read(asked.get("part", "")), products.read_by(asked.get("by", ""))


def address(asked: Mapping[str, str], *, part: str) -> str:
    """Of the table for a part; list and columns stay as they are."""
    kept = {name: asked[name] for name in ("show", "by") if asked.get(name)}
    return f"?{urlencode({**kept, 'part': part})}#products"


@dataclass(frozen=True)
class Bridge:
    """From the table's sum to the bank's sources. `apart` is known of customers of whom the part
    is not known as a whole."""

    counted_minor: int
    apart_minor: int
    unallocated_minor: int
    source_minor: int

    @property
    def adds_up(self) -> bool:
        return self.counted_minor + self.apart_minor + self.unallocated_minor == self.source_minor


def _curve(found: concentration.Concentration) -> Any:
    """The curve beside the line of equal shares."""
    equal = [at / concentration.POINTS for at in range(concentration.POINTS + 1)]
    return line(
        (Series(_("Contribution"), found.curve), Series(_("Equal shares"), equal)),
        [formats.percent(share) or "" for share in equal],
        axis=lambda value: formats.percent(value) or "",
        label=_("Share of contribution by share of customers, those who bring most first"),
        shown=_share,
        told=concentration.TOLD,
    )


def _share(value: float) -> str:
    return formats.percent(value, 1) or ""


def _bridge(table: products.Table | None, part: str) -> Bridge | None:
    """None where the night has left no sums."""
    totals = {one.level: getattr(one, part) for one in queries.totals()}
    if table is None or any(totals.get(level) is None for level in queries.LEVELS):
        return None
    sign = stack.sign(part)
    return Bridge(
        table.whole.line.total,
        0 if table.apart is None else table.apart.line.total,
        sign * totals["unallocated"],
        sign * totals["source"],
    )


def _proof() -> list[Proof]:
    totals = queries.totals()
    if len(totals) < len(queries.LEVELS):
        return []
    return [
        Proof(words.part(name), *(getattr(total, name) for total in totals))
        for name in REVENUE_AND_COSTS
    ]
