"""Business dates: months, quarters and the days between."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.periods import Period, add_months, month_end, month_ends, month_of, quarter_of


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -13, date(2024, 12, 15)),
        (date(2026, 6, 30), 0, date(2026, 6, 30)),
    ],
)
def test_so_many_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day, months, later):
    assert add_months(day, months) == later


def test_a_month_and_a_quarter_count_all_their_calendar_days():
    assert month_of(date(2024, 2, 10)).days == 29
    assert quarter_of(date(2026, 5, 20)) == Period(date(2026, 4, 1), date(2026, 6, 30))
    assert quarter_of(date(2026, 12, 31)).days == 92


def test_month_ends_between_two_days_count_both():
    assert list(month_ends(date(2026, 1, 31), date(2026, 3, 31))) == [
        date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31),
    ]  # fmt: skip
    assert list(month_ends(date(2026, 2, 1), date(2026, 2, 27))) == []
    assert month_end(date(2026, 12, 1)) == date(2026, 12, 31)


def test_a_period_does_not_end_before_it_begins():
    with pytest.raises(ValueError, match="cannot end"):
        Period(date(2026, 2, 1), date(2026, 1, 31))
