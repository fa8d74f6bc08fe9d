"""Who holds how much: the shape of a bank's customers by assets."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.pipelines.synthetic.plan import Plan
from hengke.pipelines.synthetic.wealth import GOLD, PLATINUM, PRIVATE, pyramid


@pytest.mark.parametrize("customers", [2_000, 20_000])
def test_two_in_a_hundred_hold_four_fifths_of_the_assets(customers: int) -> None:
    wealth = pyramid(Plan(customers=customers, seed=4))
    upper = wealth.assets >= 500_000
    assert upper.mean() == pytest.approx(0.022, abs=0.002)
    assert 0.75 <= wealth.assets[upper].sum() / wealth.assets.sum() <= 0.86


def test_bands_are_where_the_assets_lie() -> None:
    wealth = pyramid(Plan(customers=5_000, seed=4))
    for band, floor in ((GOLD, 50_000), (PLATINUM, 500_000), (PRIVATE, 10_000_000)):
        assert ((wealth.band >= band) == (wealth.assets >= floor)).all()


def test_even_the_smallest_bank_has_somebody_in_every_upper_band() -> None:
    assert set(range(GOLD, PRIVATE + 1)) <= set(pyramid(Plan(customers=20, seed=0)).band.tolist())


def test_another_seed_puts_other_people_at_the_top() -> None:
    one, other = (pyramid(Plan(customers=500, seed=seed)) for seed in (1, 2))
    assert not np.array_equal(one.band, other.band)
