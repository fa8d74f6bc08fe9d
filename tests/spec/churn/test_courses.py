"""Who left, by the averages of months, and of whom nothing can be said."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.engine.churn.courses import Leaving, course, decides_on, outcomes, with_reason

MARCH, JUNE = date(2026, 3, 31), date(2026, 6, 30)
LEAVING = Leaving(horizon_months=3, fall_permille=300, least_loss_minor=5_000_000, history_months=2)


@pytest.mark.requirement("R232")
def test_a_customer_left_when_the_later_month_is_lower_by_the_share_and_by_the_amount(spec):
    """To the fen; who is unknown in the month that decides is not learnt from."""
    spec(
        given={
            "points": """
                customer_id:str | point_on:date | month_average_minor:fen
                share           | 2026-06-30    | 140000.00
                less_than_share | 2026-06-30    | 140000.01
                amount          | 2026-06-30    | 10000.00
                less_amount     | 2026-06-30    | 10000.01
                unknown         | 2026-06-30    |
                too_late        | 2026-07-31    | 0.00
            """,
            "rows": """
                customer_id:str | on:date    | average_minor:fen
                share           | 2026-03-31 | 200000.00
                less_than_share | 2026-03-31 | 200000.00
                amount          | 2026-03-31 | 60000.00
                less_amount     | 2026-03-31 | 60000.00
                unknown         | 2026-03-31 | 200000.00
                too_late        | 2026-03-31 | 200000.00
            """,
        },
        when=lambda s: outcomes(s.points, s.rows, [MARCH], LEAVING).select("customer_id", "left"),
        then="""
            customer_id:str | left:int
            share           | 1
            less_than_share | 0
            amount          | 1
            less_amount     | 0
        """,
    )


def test_months_before_are_whole_months_and_what_comes_after_the_day_is_not_seen(spec):
    """The running month of the business date is its average so far; later points do not count."""
    spec(
        given={
            "points": """
                customer_id:str | point_on:date | aum_minor:int | month_average_minor:int
                a               | 2026-01-31    | 1             | 10
                a               | 2026-02-28    | 2             | 20
                a               | 2026-03-31    | 3             | 30
                a               | 2026-04-10    | 4             | 40
                young           | 2026-04-10    | 5             | 50
            """,
        },
        when=lambda s: course(
            s.points, [MARCH, date(2026, 4, 10)], history_months=2
        ).select(
            "customer_id", "on", "assets_minor", "average_minor", "before_1", "before_2",
            "before_3", "peak_minor", "lowest_minor", "months",
        ),
        then="""
            customer_id:str | on:date    | assets_minor:int | average_minor:int | before_1:int | before_2:int | before_3:int | peak_minor:int | lowest_minor:int | months:int
            a               | 2026-03-31 | 3                | 30                | 20           | 10           |              | 20             | 10               | 2
            a               | 2026-04-10 | 4                | 40                | 30           | 20           | 10           | 30             | 20               | 2
            young           | 2026-04-10 | 5                | 50                |              |              |              |                |                  | 0
        """,
    )  # fmt: skip


def test_of_whom_nothing_is_said_the_reason_is(spec):
    """Only loans, one day of history, too little to lose, an unknown balance today or before."""
    spec(
        given={
            "rows": """
                customer_id:str | assets_minor:fen | average_minor:fen | months:int | rows:int
                counts          | 50000.00         | 50000.00          | 2          | 2
                only_loans      | 0.00             | 0.00              | 2          | 2
                small           | 49999.99         | 49999.99          | 2          | 2
                one_day         | 90000.00         | 90000.00          | 0          | 0
                gap_before      | 90000.00         | 90000.00          | 1          | 2
                gap_today       |                  | 90000.00          | 2          | 2
            """,
        },
        when=lambda s: with_reason(s.rows, LEAVING).select("customer_id", "unknown_reason"),
        then="""
            customer_id:str | unknown_reason:str
            counts          |
            only_loans      | no_assets
            small           | too_small
            one_day         | short_history
            gap_before      | balance_unknown
            gap_today       | balance_unknown
        """,
    )


@pytest.mark.parametrize(
    ("on", "end"),
    [
        (MARCH, JUNE),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2026, 10, 23), date(2027, 1, 31)),
    ],
)
def test_the_month_that_decides_is_a_whole_calendar_month(on, end):
    assert decides_on(on, 3) == end
