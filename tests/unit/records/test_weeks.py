"""The weekly trend: ends of weeks that are over, and the business date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hengke.engine.features.figures import figure_dates, weeks_to

FRIDAY = date(2026, 10, 23)


def test_the_trend_ends_on_the_business_date_after_the_last_twelve_sundays() -> None:
    *weeks, today = weeks_to(FRIDAY)
    assert today == FRIDAY
    assert (weeks[0], weeks[-1], len(weeks)) == (date(2026, 8, 2), date(2026, 10, 18), 12)
    assert {on.isoweekday() for on in weeks} == {7}


@pytest.mark.parametrize("later", range(1, 6))
def test_the_weeks_that_are_over_are_the_same_every_night_of_a_week(later: int) -> None:
    monday = date(2026, 10, 19)
    assert weeks_to(monday + timedelta(days=later))[:-1] == weeks_to(monday)[:-1]


def test_on_a_sunday_the_week_that_ends_is_told_once() -> None:
    sunday = date(2026, 10, 25)
    assert weeks_to(sunday)[-2:] == [date(2026, 10, 18), sunday]
    assert len(set(figure_dates(sunday))) == len(figure_dates(sunday))
