"""Months of a table in periods: equal ones, counted back from the newest month."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.apps.value.periods import months_between, periods


@pytest.mark.parametrize(
    ("first", "last", "by", "labels"),
    [
        (date(2025, 10, 1), date(2026, 9, 1), "period",
         ["2025-10 – 2025-12", "2026-01 – 2026-03", "2026-04 – 2026-06", "2026-07 – 2026-09"]),
        (date(2026, 1, 1), date(2026, 8, 1), "period",
         ["2026-01 – 2026-02", "2026-03 – 2026-05", "2026-06 – 2026-08"]),
        (date(2025, 11, 1), date(2026, 1, 1), "period", ["2025-11", "2025-12", "2026-01"]),
        (date(2026, 1, 1), date(2026, 7, 1), "month",
         ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06", "2026-07"]),
    ],
)  # fmt: skip
def test_periods_are_equal_and_end_with_the_newest_month(first, last, by, labels):
    assert [one.label for one in periods(months_between(first, last), by)] == labels


def test_three_years_are_six_periods_of_half_a_year():
    found = periods(months_between(date(2023, 10, 1), date(2026, 9, 1)), "period")
    assert [len(one.firsts) for one in found] == [6] * 6
