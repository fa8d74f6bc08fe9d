"""Policies of forecasts: those that ship are whole, mistakes are refused with their place."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.errors import PolicyError
from hengke.pipelines.forecast.days import days_of
from hengke.policies.forecast import load, parse
from hengke.policies.forecast.shelf import SHIPPED

LATER = date(2026, 11, 30)
TEXT = (SHIPPED / "standard" / "2026-01-01.toml").read_text(encoding="utf-8")


def test_the_shipped_policy_has_amounts_in_minor_units_and_plain_numbers():
    policy = load(on=date(2026, 10, 23))
    assert policy.assets.floors == (0, 5_000_000, 30_000_000, 100_000_000)
    assert policy.activity.floors == (0, 1, 10)
    assert float(policy.level) == 0.8


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("months = 24 ", "months = 25 ", "at most 24"),
        ("months = 24 ", "months = 6 ", "above least_months"),
        ('level = "0.80"', 'level = "1"', "level must lie between"),
        ('"seasonal", "trend"', '"seasonal", "magic"', "name each once: persistence"),
        ('"seasonal", "trend"', '"trend", "trend"', "name each once"),
        ('["persistence", "seasonal"', '["seasonal", "persistence"', "must be persistence"),
        ('["0", "50000.00"', '["50000.00", "50000.00"', "begin with 0 and rise"),
        ('"0", "1", "10"', '"0", "1.5", "10"', "activity.floors must be a whole number"),
        ("origins = 6", "origin = 6", "origin"),
    ],
)
def test_a_mistake_is_refused_with_its_place(old, new, problem):
    assert old in TEXT
    with pytest.raises(PolicyError, match=problem):
        parse(TEXT.replace(old, new, 1), name="standard", since=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("on", "last", "ahead", "left", "ends"),
    [
        (date(2026, 10, 23), date(2026, 9, 30), 2, 8 / 31, (date(2026, 10, 31), LATER)),
        (date(2026, 1, 31), date(2026, 1, 31), 1, 1.0, (date(2026, 2, 28), date(2026, 2, 28))),
        (date(2026, 1, 1), date(2025, 12, 31), 2, 30 / 31, (date(2026, 1, 31), date(2026, 2, 28))),
    ],
)  # fmt: skip
def test_days_are_those_of_whole_months(on, last, ahead, left, ends):
    days = days_of(on, 24)
    assert (len(days.ends), days.ends[-1], days.ahead) == (24, last, ahead)
    assert days.left == pytest.approx(left)
    assert (days.after(1), days.after(days.ahead)) == ends
