"""Counting of reviews against figures worked by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from hengke.learning.criteria import (
    Course,
    crossings,
    curve,
    floor_for,
    gini,
    in_few_digits,
    near,
    richest,
)

UNKNOWN = None


def course(*rows: list[int | None], days: int = 1) -> Course:
    known = np.array([[one is not None for one in row] for row in rows])
    sums = np.array([[one or 0 for one in row] for row in rows], dtype=np.int64)
    return Course(sums, known, [days] * sums.shape[1])


def within(months: int, columns: int) -> list[list[int] | None]:
    return [
        list(range(at + 1, at + 1 + months)) if at + months < columns else None
        for at in range(columns)
    ]


def test_a_crossing_that_is_back_within_the_months_is_undone():
    """Floor 100, back within two months, five months: crossings at the second and third count.

    a: up in the second, down in the third: undone; down in the third, not back: a crossing.
    b: up in the second, down in the fourth: undone just in time. c: up in the second, stays.
    d: up in the fourth: its two months are not over. e: never crosses.
    """
    found = course(
        [90, 100, 90, 90, 90],
        [90, 100, 100, 90, 90],
        [90, 100, 100, 100, 90],
        [90, 90, 90, 100, 90],
        [99, 99, 99, 99, 99],
    )
    assert crossings(found, 100, within(2, 5)) == (4, 2)


def test_what_is_unknown_is_no_crossing_and_no_way_back():
    """The first is unknown before it reaches the floor; of the second one of the months is
    unknown and nothing undoes the crossing; the third is back whatever the other month was."""
    found = course(
        [UNKNOWN, 100, 90, 90],
        [90, 100, 100, UNKNOWN],
        [90, 100, UNKNOWN, 90],
    )
    assert crossings(found, 100, within(2, 4)) == (1, 1)


def test_a_floor_is_tested_on_sums_and_not_on_rounded_averages():
    """29 days of 100 are 2,900; one less is below the floor, though it rounds to 100."""
    found = course([2899], [2900], days=29)
    assert found.above(100)[:, 0].tolist() == [False, True]


def test_gini_and_the_share_of_the_richest():
    """1, 2, 3, 4: G = 2 (1 + 4 + 9 + 16) / (4 x 10) - 5/4 = 0.25."""
    values = np.array([3, 1, 4, 2])
    assert gini(values) == pytest.approx(0.25)
    assert gini(np.array([5, 5, 5])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(0.75)
    assert gini(np.array([0, 0])) is None
    assert gini(np.array([-3, 4])) == pytest.approx(0.5)
    assert richest(values, 0.25) == 4
    assert richest(values, 0.375) == pytest.approx(4 + 1.5)
    told = curve(values)
    assert (told[0], told[5], told[20]) == (0, 4, 10)


def test_near_a_floor_counts_both_sides_and_starts_just_below_it():
    """Floor 100, 5 %: from 95 to 105; of all from 95 upwards."""
    values = np.array([94, 95, 100, 105, 106, 500, 100])
    known = np.array([True] * 6 + [False])
    assert near(values, known, 100, part=Fraction("0.05")) == (3, 5)


def test_a_floor_for_so_many_customers_has_few_digits():
    values = np.array([12_345, 23_456, 34_567, 45_678])
    assert floor_for(values, 2, digits=2, upwards=False) == 34_000
    assert floor_for(values, 2, digits=2, upwards=True) == 35_000
    assert floor_for(values, 5, digits=2, upwards=True) is None
    assert floor_for(values, 0, digits=2, upwards=True) is None
    assert floor_for(np.array([0, 0]), 1, digits=2, upwards=False) is None
    assert in_few_digits(Fraction(4_500_000), digits=2, upwards=True) == 4_500_000
    assert in_few_digits(Fraction(99_999), digits=2, upwards=True) == 100_000
    assert in_few_digits(Fraction(7), digits=2, upwards=True) == 7
