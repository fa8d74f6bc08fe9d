"""What a review counts of assessments: tiers by month, courses, and what came afterwards."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hengke.engine.criteria import history

AUGUST, SEPTEMBER = date(2026, 8, 31), date(2026, 9, 30)
ROWS = """
    customer_id:str | assessed_on:date | assessed_rank:int | effective_rank:int | state:str  | sum_minor_days:int | value_minor:int | aum_minor:int | qualified_by:str
    a               | 2026-08-31       | 1                 | 1                  | normal     | 3100               | 100             | 100           | ''
    a               | 2026-09-30       | 0                 | 1                  | watch      | 1500               | 50              | 60            | ''
    b               | 2026-08-31       | 0                 | 0                  | normal     | 31                 | 1               | 10            | ''
    b               | 2026-09-30       | 0                 | 2                  | overridden | 30                 | 1               |               | ''
    c               | 2026-09-30       |                   |                    | unknown    |                    |                 | 7             |
"""


def test_tiers_by_assessment_with_those_set_by_hand_and_the_unknown(spec):
    spec(
        given=ROWS,
        when=history.by_assessed,
        then="""
            assessed_on:date | rank:int | customers:int | overridden:int | aum_minor:int | aum_unknown:int
            2026-08-31       | 0        | 1             | 0              | 10            | 0
            2026-08-31       | 1        | 1             | 0              | 100           | 0
            2026-09-30       | -1       | 1             | 0              | 7             | 0
            2026-09-30       | 0        | 2             | 1              | 60            | 1
        """,
    )


def test_who_enjoys_a_tier_is_counted_beside_who_is_assessed_in_it(spec):
    spec(
        given=ROWS,
        when=history.by_effective,
        then="""
            assessed_on:date | rank:int | effective:int
            2026-08-31       | 0        | 1
            2026-08-31       | 1        | 1
            2026-09-30       | -1       | 1
            2026-09-30       | 1        | 1
            2026-09-30       | 2        | 1
        """,
    )


def test_a_course_is_of_everybody_assessed_last(spec):
    spec(
        given=ROWS,
        when=lambda t: history.courses(t, [AUGUST, SEPTEMBER]).drop("by"),
        then="""
            customer_id:str | value_minor:int | aum_minor:int | rank:int | m00:int | m01:int
            a               | 50              | 60            | 0        | 3100    | 1500
            b               | 1               |               | 0        | 31      | 30
            c               |                 | 7             |          |         |
        """,
    )


def test_assets_kept_are_never_more_than_there_were_and_a_twentieth_is_gone(spec):
    """Gold: 100 of which 60 stay, and 100 that grew to 300: 160 of 200. Of 40 two are left, a
    twentieth: gone. Who had nothing, or of whom today is unknown, does not count."""
    spec(
        given={
            "then": """
                customer_id:str | assessed_rank:int | aum_minor:int
                shrunk          | 1                 | 100
                grown           | 1                 | 100
                gone            | 0                 | 40
                stays           | 0                 | 40
                nothing         | 0                 | 0
                unclear         | 0                 | 50
                untold          |                   | 50
            """,
            "now": """
                customer_id:str | aum_minor:int
                shrunk          | 60
                grown           | 300
                gone            | 2
                stays           | 3
                nothing         | 9
                unclear         |
                untold          | 50
            """,
        },
        when=lambda s: history.kept(s.then, s.now, left_at=Fraction("0.05")),
        then="""
            rank:int | customers:int | aum_minor:int | kept_minor:int | left:int
            0        | 2             | 80            | 5              | 1
            1        | 2             | 200           | 160            | 0
        """,
    )


def test_profit_goes_to_the_tier_before_it_was_earned(spec):
    spec(
        given={
            "then": """
                customer_id:str | assessed_rank:int
                a               | 1
                b               | 1
                c               | 0
                d               |
                e               | 0
            """,
            "worth": """
                customer_id:str | profit_minor:int
                a               | 30
                b               | -10
                c               | 5
                d               | 99
                e               |
            """,
        },
        when=lambda s: history.margins(s.then, s.worth),
        then="""
            rank:int | customers:int | profit_minor:int
            0        | 1             | 5
            1        | 2             | 20
        """,
    )
