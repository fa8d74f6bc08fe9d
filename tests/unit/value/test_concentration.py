"""The curve of concentration, of single customers and of slices."""

from __future__ import annotations

import pytest

from hengke.apps.value.concentration import concentration


@pytest.mark.requirement("R072")
def test_the_curve_passes_one_where_the_last_cost_more_than_they_bring():
    found = concentration([(1, 90), (1, 60), *[(1, 0)] * 6, (1, -20), (1, -30)])
    assert found.top == pytest.approx(0.9)
    assert (found.curve[0], found.curve[-1]) == (0.0, pytest.approx(1.0))
    assert max(found.curve) == pytest.approx(1.5)


def test_slices_are_cut_evenly_and_equal_customers_lie_on_the_straight_line():
    found = concentration([(50, 500), (50, 500)])
    assert found.curve == pytest.approx([at / 20 for at in range(21)])
    assert found.top == pytest.approx(0.1)


@pytest.mark.parametrize("groups", [[], [(3, 0)], [(1, 5), (1, -9)]])
def test_where_nothing_is_brought_there_is_no_curve(groups):
    assert concentration(groups) is None
