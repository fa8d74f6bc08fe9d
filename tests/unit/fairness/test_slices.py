"""Groups against the best-off group; figures worked by hand."""

from __future__ import annotations

import math

import pytest

from hengke.learning.fairness import Rule, interval, slices

RULE = Rule(ratio=0.8, least_group=30, z=1.96)


def states(groups):
    return {one.name: one.state for one in slices(groups, RULE)}


@pytest.mark.requirement("L21")
def test_a_group_that_fares_worse_with_the_same_assets_is_a_breach():
    """40 of 100 against 80 of 100: a half, from 0.37 to 0.67."""
    found = {one.name: one for one in slices({"a": {0: (100, 80)}, "b": {0: (100, 40)}}, RULE)}
    assert (found["b"].state, found["b"].best, found["b"].ratio) == ("breach", "a", 0.5)
    error = math.sqrt(20 / 8_000 + 60 / 4_000)
    assert found["b"].low == pytest.approx(0.5 * math.exp(-1.96 * error))
    assert found["b"].high == pytest.approx(0.5 * math.exp(1.96 * error))
    assert found["b"].alike == pytest.approx(0.5)
    assert (found["a"].state, found["a"].low) == ("best", None)


@pytest.mark.requirement("L21")
def test_a_difference_that_assets_explain_is_named_as_such():
    """In each band both fare alike; `b` has four times as many in the lower band."""
    groups = {"a": {0: (100, 10), 1: (400, 360)}, "b": {0: (400, 40), 1: (100, 90)}}
    found = {one.name: one for one in slices(groups, RULE)}
    assert found["b"].ratio == pytest.approx(0.26 / 0.74)
    assert found["b"].alike == pytest.approx(1)
    assert found["b"].state == "explained"


def test_four_fifths_themselves_are_fair_and_a_wide_interval_is_unclear():
    assert states({"a": {0: (1_000, 500)}, "b": {0: (1_000, 400)}})["b"] == "fair"
    assert states({"a": {0: (1_000, 500)}, "b": {0: (1_000, 399)}})["b"] == "breach"
    assert states({"a": {0: (40, 10)}, "b": {0: (40, 7)}})["b"] == "unclear"


def test_of_a_small_group_nothing_is_told_and_who_is_not_delivered_is_no_measure():
    found = {one.name: one for one in slices(
        {"a": {0: (100, 50)}, "b": {0: (29, 29)}, "": {0: (50, 50)}}, RULE
    )}  # fmt: skip
    assert (found["b"].state, found["b"].customers, found["b"].rate) == ("small", None, None)
    assert (found[""].state, found[""].best, found[""].ratio) == ("fair", "a", 2.0)
    assert states({"a": {0: (3, 1)}, "": {0: (50, 1)}}) == {"a": "small", "": "small"}


def test_nobody_favoured_or_everybody_is_fair_and_none_favoured_beside_some_is_a_breach():
    assert states({"a": {0: (50, 0)}, "b": {0: (50, 0)}}) == {"a": "fair", "b": "best"}
    assert states({"a": {0: (50, 50)}, "b": {0: (50, 50)}})["a"] == "fair"
    assert states({"a": {0: (50, 0)}, "b": {0: (50, 50)}})["a"] == "breach"
    assert interval((50, 0), (50, 50), 1.96) is None
