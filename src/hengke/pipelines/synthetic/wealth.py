"""The pyramid: which share of the customers holds which share of the money.

Bands are where a customer starts, not a tier: tiers follow from what the books later hold.
Anchors: shares of customers and assets that a large retail bank published (domain notes, 1.3).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.pipelines.synthetic.plan import Floats, Ints, Plan

SMALL, MIDDLE, GOLD, PLATINUM, DIAMOND, PRIVATE = range(6)


@dataclass(frozen=True)
class Band:
    """Assets in yuan between two bounds, thinning out as a power."""

    share: float
    lowest: float
    highest: float
    exponent: float


UPPER = (
    Band(0.108, 51_000, 495_000, 1.15),
    Band(0.0195, 510_000, 4_900_000, 0.85),
    Band(0.0024, 5_100_000, 9_800_000, 1.0),
    Band(0.0012, 10_500_000, 190_000_000, 1.15),
)
MASS_MEDIAN, MASS_SPREAD, MIDDLE_FROM, MASS_TOP = 2_200.0, 1.75, 6_000.0, 49_000.0


@dataclass(frozen=True)
class Wealth:
    """One entry per customer: the band and the assets around which two years will move."""

    band: Ints
    assets: Floats


def pyramid(plan: Plan) -> Wealth:
    """Upper bands by even quantiles, so that a small bank has the same shape as a large one."""
    chance = plan.random("wealth")
    parts = [_upper(band, plan.customers) for band in UPPER]
    mass = _mass(plan.customers - sum(len(part) for part in parts), chance)
    assets = np.concatenate([mass, *parts])
    sizes = [int((mass < MIDDLE_FROM).sum()), int((mass >= MIDDLE_FROM).sum())]
    band = np.repeat(np.arange(6), [*sizes, *(len(part) for part in parts)])
    order = chance.permutation(plan.customers)
    return Wealth(band[order], assets[order])


def _upper(band: Band, customers: int) -> Floats:
    count = max(1, round(band.share * customers))
    quantile = (np.arange(count) + 0.5) / count
    span = 1 - (band.lowest / band.highest) ** band.exponent
    return band.lowest * (1 - quantile * span) ** (-1 / band.exponent)


def _mass(count: int, chance: np.random.Generator) -> Floats:
    drawn = MASS_MEDIAN * np.exp(MASS_SPREAD * chance.standard_normal(count))
    capped = np.where(drawn > MASS_TOP, chance.uniform(8_000, MASS_TOP, count), drawn)
    return np.sort(np.maximum(capped, 5.0))
