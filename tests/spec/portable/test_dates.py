"""Dates stay dates: one engine answers date + interval with a timestamp."""

from __future__ import annotations

from datetime import date

from hengke.engine.portable import bank_day, day, days_between, last_day, plus_days


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


def test_a_term_of_months_ends_on_the_day_before_or_on_the_last_of_a_short_month(spec):
    spec(
        given="""
            first:date
            2025-11-04
            2024-02-29
            2023-02-28
            2025-02-28
            2026-01-01
        """,
        when=lambda t: t.mutate(year=last_day(t.first, 12), half=last_day(t.first, 6)),
        then="""
            first:date | year:date  | half:date
            2025-11-04 | 2026-11-03 | 2026-05-03
            2024-02-29 | 2025-02-28 | 2024-08-28
            2023-02-28 | 2024-02-27 | 2023-08-27
            2025-02-28 | 2026-02-27 | 2025-08-27
            2026-01-01 | 2026-12-31 | 2026-06-30
        """,
    )


def test_an_instant_belongs_to_the_day_at_the_bank_not_at_greenwich(spec):
    spec(
        given="""
            at:instant
            2026-09-30 15:59:59
            2026-09-30 16:00:00
            2026-10-01 03:00:00
        """,
        when=lambda t: t.group_by(on=bank_day(t["at"])).agg(seen=t.count()),
        then="""
            on:date    | seen:int
            2026-09-30 | 1
            2026-10-01 | 2
        """,
    )
