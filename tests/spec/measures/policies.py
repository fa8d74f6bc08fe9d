"""Small policies for tests: a measure and a ladder, everything else as a bank would leave it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hengke.engine.schemas import ASSET_FAMILIES
from hengke.kernel.money import to_minor
from hengke.policies.tiering import Measure, Tier, TierPolicy
from hengke.policies.tiering.measures import StockItem
from hengke.policies.tiering.scheme import Alternative

EVERY_ASSET = (StockItem(ASSET_FAMILIES, Fraction(1)),)
LADDER = {"mass": "0", "gold": "50000", "platinum": "500000"}


def measure(kind: str = "month_average", **rules: Any) -> Measure:
    """Without `stocks`, every asset class counts once."""
    return Measure(kind=kind, **{"stocks": EVERY_ASSET, **rules})


def weighted(**permille: int) -> tuple[StockItem, ...]:
    """Coefficients of asset classes: `fund=800` counts eight tenths of a fund."""
    return tuple(StockItem((name,), Fraction(weight, 1000)) for name, weight in permille.items())


def policy(
    measure: Measure,
    floors: dict[str, str] | None = None,
    *,
    alternatives: tuple[Alternative, ...] = (),
    only_by: dict[str, str] | None = None,
    **rules: Any,
) -> TierPolicy:
    """A ladder of floors in yuan, lowest first."""
    tiers = tuple(
        Tier(name, rank, to_minor(floor), name, name, only_by=(only_by or {}).get(name, ""))
        for rank, (name, floor) in enumerate((floors or LADDER).items())
    )
    return TierPolicy(
        name="test", version="test@2026-01-01", title_zh="", title_en="", source="test",
        currency="CNY", tiers=tiers, measure=measure, alternatives=alternatives, **rules,
    )  # fmt: skip
