"""The curve of concentration, of single customers and of slices."""

from __future__ import annotations

import pytest

from hengke.apps.value.concentration import concentration, refined


@pytest.mark.requirement("R072")
def test_the_curve_passes_one_where_the_last_cost_more_than_they_bring():
    found = concentration([(1, 90), (1, 60), *[(1, 0)] * 6, (1, -20), (1, -30)])
    assert found.tops["ten"] == pytest.approx(0.9)
    assert (found.curve[0], found.curve[-1]) == (0.0, pytest.approx(1.0))
    assert max(found.curve) == pytest.approx(1.5)


@pytest.mark.requirement("R072")
def test_shares_of_the_top_customers_on_a_bank_worked_by_hand():
    """200 customers bring 1,000: two 150 each, eight 25, ten 20, twenty 10, a hundred 1, sixty
    nothing. The top 1 % are two of them, 5 % ten, 10 % twenty, 20 % forty."""
    people = [150] * 2 + [25] * 8 + [20] * 10 + [10] * 20 + [1] * 100 + [0] * 60
    found = concentration([(1, one) for one in people])
    assert found.tops == pytest.approx({"one": 0.3, "five": 0.5, "ten": 0.7, "twenty": 0.9})
    assert found.curve[2] == pytest.approx(0.35)
    assert (found.customers, found.sliced) == (200, False)


def test_slices_are_cut_evenly_and_equal_customers_lie_on_the_straight_line():
    found = concentration([(50, 500), (50, 500)], single=0)
    assert found.curve == pytest.approx([at / 100 for at in range(101)])
    assert found.tops["ten"] == pytest.approx(0.1)
    assert found.sliced


def test_the_first_customers_are_told_apart_and_all_together_stay_the_slices():
    """Of slices 3 / 100, 4 / 40 and 5 / 10 the first five customers are known."""
    slices = [(3, 100), (4, 40), (5, 10)]
    found = refined([60, 30, 10, 20, 9], slices)
    assert found == [(1, 60), (1, 30), (1, 10), (1, 20), (1, 9), (2, 11), (5, 10)]
    assert refined([60, 30, 10], slices)[3:] == [(4, 40), (5, 10)]


@pytest.mark.parametrize("groups", [[], [(3, 0)], [(1, 5), (1, -9)]])
def test_where_nothing_is_brought_there_is_no_curve(groups):
    assert concentration(groups) is None
