"""When a policy assesses, what it looks at, and when its decision holds."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from tests.unit.tiering.ladders import ladder

from hengke.kernel.periods import Period
from hengke.policies.tiering import (
    Measure,
    assessment_dates,
    effective_date,
    next_assessment,
    running_assessment,
    running_period,
)  # fmt: skip
from hengke.policies.tiering.measures import StockItem

MAY_20, JUNE_30 = date(2026, 5, 20), date(2026, 6, 30)
EVERYTHING = (StockItem(("demand_deposit",), Fraction(1)),)


@pytest.mark.parametrize(
    ("calendar", "dates", "coming"),
    [
        ("daily", 62, date(2026, 5, 21)),
        ("monthly", 3, date(2026, 5, 31)),
        ("quarterly", 1, JUNE_30),
        ("half_yearly", 1, JUNE_30),
    ],
)
def test_a_calendar_says_on_which_days_customers_are_assessed(calendar, dates, coming):
    policy = ladder(calendar=calendar)
    assert len(assessment_dates(policy, date(2026, 4, 30), JUNE_30)) == dates
    assert next_assessment(policy, MAY_20) == coming
    assert next_assessment(policy, JUNE_30) > JUNE_30
    assert running_assessment(policy, JUNE_30) == JUNE_30


@pytest.mark.parametrize(
    ("kind", "window", "running"),
    [
        ("month_end", Period(JUNE_30, JUNE_30), Period(MAY_20, MAY_20)),
        ("month_average", Period(date(2026, 6, 1), JUNE_30), Period(date(2026, 5, 1), MAY_20)),
        ("quarter_average", Period(date(2026, 4, 1), JUNE_30), Period(date(2026, 4, 1), MAY_20)),
        ("star_points", Period(date(2026, 1, 1), JUNE_30), Period(date(2025, 12, 1), MAY_20)),
    ],
)
def test_a_measure_says_which_days_an_assessment_looks_at(kind, window, running):
    policy = ladder(measure=Measure(kind, stocks=EVERYTHING))
    assert policy.measure.window(JUNE_30) == window
    assert running_period(policy, MAY_20) == running


def test_a_window_of_days_and_a_month_assessed_at_the_quarter_s_end():
    days = Measure("star_points", stocks=EVERYTHING, window_days=180)
    assert days.window(JUNE_30).days == 180
    quarterly = ladder(calendar="quarterly")
    assert running_period(quarterly, MAY_20) == Period(date(2026, 5, 1), MAY_20)


def test_a_decision_holds_from_the_day_the_policy_names():
    assert effective_date(ladder(effective="same_day"), JUNE_30) == JUNE_30
    assert effective_date(ladder(effective="next_day"), JUNE_30) == date(2026, 7, 1)
    december = date(2026, 12, 31)
    assert effective_date(ladder(effective="next_month_start"), december) == date(2027, 1, 1)
