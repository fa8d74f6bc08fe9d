"""Criteria policies: the one that ships is whole, mistakes are refused with their place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import tiering
from hengke.policies.criteria import load, parse
from hengke.policies.criteria.shelf import SHIPPED

TEXT = (SHIPPED / "standard" / "2026-01-01.toml").read_text(encoding="utf-8")
ON = date(2026, 10, 23)


def test_the_shipped_bounds_name_tiers_that_there_are():
    policy = load(on=ON)
    for name, tiers in policy.shares.items():
        known = {tier.name for tier in tiering.load(name, on=ON).tiers}
        assert set(tiers) <= known
    found = policy.bounds("standard_month_average", "gold", "customers")
    assert found is not None
    assert (found.low, found.high) == (Fraction(15, 100), Fraction(45, 100))
    assert policy.bounds("standard_month_average", "diamond", "customers") is None
    assert policy.bounds("nothing", "gold", "assets") is None


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("every_months = 3 ", "every_months = 0 ", "every_months must be a whole number from 1"),
        ("every_months = 3 ", "every_month = 3 ", "every_month"),
        ("months = 13 ", "months = 12 ", "must lie within the 12 months"),
        ("\nmonths = 13 ", "\nmonths = 61 ", "may be 60"),
        ("compare_months = [3, 12]", 'compare_months = ["3"]', "list of numbers of months"),
        ("compare_months = [3, 12]", "compare_months = []", "must lie within"),
        ('near = "0.05"', 'near = "1.05"', "near must lie between 0 and 1"),
        ('near = "0.05"', "near = 0.05", "write the number as text"),
        ('psi_act = "0.25"', 'psi_act = "0.10"', "psi_watch must be above 0 and below psi_act"),
        ('shifts = ["-0.20"', 'shifts = ["-1"', "shifts must be above -1"),
        ('shifts = ["-0.20"', 'shifts = ["0"', "none may be 0"),
        ('shifts = ["-0.20", "-0.10"', 'shifts = ["-0.10", "-0.1"', "each shift once"),
        ('customers = ["0.15", "0.45"]', 'customers = ["0.45", "0.15"]', "customers must rise"),
        ('customers = ["0.15", "0.45"]', 'customers = ["0.15"]', "must be two shares"),
        ('customers = ["0.15", "0.45"]', 'people = ["0.15", "0.45"]', "people"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place(old, new, problem):
    assert old in TEXT
    with pytest.raises(PolicyError, match=problem):
        parse(TEXT.replace(old, new, 1), name="standard", since=date(2026, 1, 1))
