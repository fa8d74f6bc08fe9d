"""Hazards drawn to what is plainer, the Markov form, the back-test; figures worked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning.lifetime_hazard import NO_TENURE, Seen, fit_hazards
from hengke.learning.lifetime_markov import filled, moves, state_values
from hengke.learning.lifetime_proof import back_test

GROUPS = [("person", 0), ("person", 1), ("institution", 0)]
PLAIN = {"person": 0.01, "institution": 0.02}


def fitted(seen):
    return fit_hazards(seen, groups=GROUPS, firsts=(0, 12), plain=PLAIN, weight=100)


@pytest.mark.requirement("R071")
def test_a_thin_cell_is_drawn_to_its_tier_the_tier_to_its_kind_the_kind_to_the_policy():
    """Kind: (8 + 100 x 0.01) / (300 + 100) = 0.0225; tier 1: (6 + 2.25) / (100 + 100) = 0.04125;
    its band from 12 months: (5 + 4.125) / (60 + 100)."""
    hazards = fitted({
        ("person", 0, 0): Seen(200, 2), ("person", 1, 1): Seen(60, 5),
        ("person", 1, NO_TENURE): Seen(40, 1),
    })  # fmt: skip
    cells = hazards.cells
    assert cells["person", 1, NO_TENURE].monthly == pytest.approx(0.04125)
    assert cells["person", 1, 1].monthly == pytest.approx(9.125 / 160)
    assert cells["person", 1, 0].monthly == pytest.approx(0.04125)
    assert cells["institution", 0, 0].monthly == pytest.approx(0.02)
    found = {cell: one.basis for cell, one in cells.items() if cell[2] != NO_TENURE}
    assert found == {
        ("person", 0, 0): "own", ("person", 0, 1): "borrowed",
        ("person", 1, 0): "borrowed", ("person", 1, 1): "shrunk",
        ("institution", 0, 0): "policy", ("institution", 0, 1): "policy",
    }  # fmt: skip


def test_survival_goes_from_band_to_band_and_the_rest_is_a_geometric_series():
    """At 10 months of relation two months of the first band are left."""
    hazards = fitted({("person", 0, 0): Seen(10_000, 900), ("person", 0, 1): Seen(10_000, 100)})
    young, old = (hazards.cells["person", 0, band].monthly for band in (0, 1))
    left = hazards.survival(("person", 0), 10, 4)
    assert left == pytest.approx(np.cumprod([1 - young, 1 - young, 1 - old, 1 - old]))
    months = hazards.remaining_months(("person", 0), 10)
    assert months == pytest.approx(left[0] + left[1] + left[1] * (1 - old) / old)
    plain = hazards.remaining_months(("institution", 0), NO_TENURE)
    assert plain == pytest.approx(0.98 / 0.02)


@pytest.mark.requirement("R071")
def test_one_state_is_the_constant_case_of_the_literature():
    """m x r / (1+i-r): multiples 2.67 (r 0.8, i 10 %) and 4.09 (0.9, 12 %); margin now 3.67."""
    for retention, rate, multiple in ((0.8, 0.10, 2.67), (0.9, 0.12, 4.09)):
        shares, margin = np.array([[retention]]), np.array([1.0])
        (value,) = state_values(shares, margin, discount=rate)
        assert value == pytest.approx(retention / (1 + rate - retention))
        assert round(float(value), 2) == multiple
    (now,) = state_values(np.array([[0.8]]), np.array([1.0]), discount=0.10, first_now=True)
    assert round(float(now), 2) == 3.67


@pytest.mark.requirement("R071")
def test_customers_who_move_are_worth_what_the_sum_over_many_years_says():
    shares = np.array([[0.85, 0.10], [0.20, 0.70]])
    margins, rate = np.array([100.0, 900.0]), 0.08
    total, here = np.zeros(2), np.eye(2)
    for year in range(1, 400):
        here = here @ shares
        total += here @ margins / (1 + rate) ** year
    assert state_values(shares, margins, discount=rate) == pytest.approx(total)


def test_few_moves_count_beside_staying_and_a_tier_without_customers_takes_the_nearest_margin():
    """30 seen against 10 of the prior: (24 + 9) / 40 stay, (0 + 1 + 6) / 40 are lost."""
    counts = np.array([[24.0, 0.0, 6.0], [0.0, 0.0, 0.0]])
    found = moves(counts, np.array([0.9, 0.8]), weight=10)
    assert found == pytest.approx(np.array([[33 / 40, 0, 7 / 40], [0, 0.8, 0.2]]))
    assert list(filled([None, 5, None, None, 9])) == [5, 5, 5, 9, 9]
    assert list(filled([None, None])) == [0, 0]


def test_the_back_test_counts_who_was_missed_for_both_forecasts():
    """Of ten, two are top: ours finds one, the plain one none."""
    came = np.array([10, 9, 1, 1, 1, 1, 1, 1, 1, -5], dtype=float)
    ours = np.array([9, 0, 8, 1, 1, 1, 1, 1, 1, 0], dtype=float)
    plain = np.array([0, 0, 8, 7, 1, 1, 1, 1, 1, 0], dtype=float)
    found = back_test(ours, plain, came)
    assert (found.missed, found.baseline_missed) == (0.5, 1.0)
    assert (found.misplaced, found.baseline_misplaced) == (1 / 8, 2 / 8)
    assert found.error == pytest.approx((1 + 9 + 7 + 5) / 10)
    with pytest.raises(Refused, match="too few"):
        back_test(came[:2], came[:2], came[:2])
