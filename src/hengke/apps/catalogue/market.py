"""Series of market data as a page shows them: value, day, age, source, change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from hengke.apps.catalogue.models import MarketSeries

KINDS: Mapping[str, Any] = {
    "fx_middle": _("Exchange rates, middle"), "deposit": _("Rates of deposits"),
    "loan": _("Rates of loans"), "index": _("Indices of industries"),
}  # fmt: skip
YEARLY = ("deposit", "loan")
E8 = 100_000_000


@dataclass(frozen=True)
class Line:
    """One series. `change`: part by which the value moved in 90 days, None where it is unknown;
    `feature`: what rules call it, empty where they do not."""

    one: MarketSeries
    value: float | None
    yearly: bool
    change: float | None
    feature: str


def groups() -> list[tuple[Any, list[Line]]]:
    """Every series of the run that is shown, by kind."""
    found: dict[str, list[Line]] = {}
    for one in MarketSeries.objects.order_by("base", "quote"):
        found.setdefault(one.kind, []).append(_line(one))
    known = [(KINDS[kind], found[kind]) for kind in KINDS if kind in found]
    return known + [(kind, lines) for kind, lines in found.items() if kind not in KINDS]


def _line(one: MarketSeries) -> Line:
    value = None if one.rate_e8 is None else one.rate_e8 / E8
    change = None
    if one.rate_e8 is not None and one.before_e8:
        change = (one.rate_e8 - one.before_e8) / one.before_e8
    plain = one.code in (None, "industry_index")
    feature = (one.code or "") if plain else f"market_{one.code}"
    return Line(one, value, one.kind in YEARLY, change, feature)
