"""Dates stay dates: one engine answers date + interval with a timestamp."""

from __future__ import annotations

from datetime import date

from hengke.engine.portable import day, days_between, plus_days


def test_a_date_so_many_days_on_is_a_date_and_the_days_between_are_counted(spec):
    spec(
        given="""
            opened_on:date | closed_on:date
            2024-02-28     | 2024-03-01
            2025-12-31     | 2025-12-31
            2026-01-05     | 2026-01-01
            2026-01-05     |
        """,
        when=lambda t: t.mutate(
            later=plus_days(t.opened_on, 2),
            held=days_between(t.closed_on, t.opened_on),
            new_year=day(date(2026, 1, 1)),
        ),
        then="""
            opened_on:date | later:date | held:int | new_year:date
            2024-02-28     | 2024-03-01 | 2        | 2026-01-01
            2025-12-31     | 2026-01-02 | 0        | 2026-01-01
            2026-01-05     | 2026-01-07 | -4       | 2026-01-01
            2026-01-05     | 2026-01-07 |          | 2026-01-01
        """,
    )
