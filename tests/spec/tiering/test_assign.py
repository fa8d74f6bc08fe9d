"""The tier that the figures of a period reach."""

from __future__ import annotations

import pytest

from hengke.engine.tiering.assign import Way, with_best_rank, with_rank

FLOORS = [(0, 0), (1, 50_000_00), (2, 500_000_00)]


def test_the_floor_itself_belongs_to_the_tier_and_a_fen_less_does_not(spec):
    spec(
        given="""
            customer_id:str | sum_minor_days:fen | days:int
            A               | 15000000.00        | 30
            B               | 14999999.99        | 30
            C               | 1500000.00         | 30
            D               | 0.00               | 30
            E               | -20.00             | 30
            F               |                    | 30
        """,
        when=lambda t: with_rank(t, floors=FLOORS, scale=1),
        then="""
            customer_id:str | assessed_rank:int
            A               | 2
            B               | 1
            C               | 1
            D               | 0
            E               | 0
            F               |
        """,
    )


def test_ten_days_of_100_000_and_twenty_of_700_000_reach_500_000(spec):
    """domain.md 1.2: an average of 500,000.00 is reached, one of 499,999.33 is not."""
    spec(
        given="""
            customer_id:str | first_ten:fen | last_twenty:fen
            A               | 100000.00     | 700000.00
            B               | 100000.00     | 699999.00
        """,
        when=lambda t: with_rank(
            t.mutate(sum_minor_days=t.first_ten * 10 + t.last_twenty * 20, days=30),
            floors=FLOORS,
            scale=1,
        ),
        then="""
            customer_id:str | assessed_rank:int
            A               | 2
            B               | 1
        """,
    )


def test_a_month_end_inflow_does_not_lift_the_average(spec):
    spec(
        given="""
            customer_id:str | balance_29_days:fen | balance_last_day:fen
            A               | 10000.00            | 900000.00
        """,
        when=lambda t: with_rank(
            t.mutate(sum_minor_days=t.balance_29_days * 29 + t.balance_last_day, days=30),
            floors=FLOORS,
            scale=1,
        ),
        then="""
            customer_id:str | assessed_rank:int
            A               | 0
        """,
    )


def test_weights_are_compared_at_their_scale(spec):
    """Coefficients of half a permille need a scale of 2000: floor x days x scale, all whole."""
    spec(
        given="""
            customer_id:str | scaled:int     | held:int
            A               | 3000000000000  | 30
            B               | 2999999999999  | 30
            C               | 0              | 0
        """,
        when=lambda t: with_rank(
            t, floors=FLOORS, scale=2000, sum_column="scaled", days_column="held", name="rank"
        ),
        then="""
            customer_id:str | rank:int
            A               | 2
            B               | 1
            C               | 0
        """,
    )


@pytest.mark.parametrize("highest", [1, 2])
def test_the_best_way_counts_and_an_unknown_way_leaves_open_what_it_could_have_opened(
    spec, highest
):
    """Income opens at most `highest`: whoever is there by assets already needs no income."""
    by_assets_alone = "2 | " if highest == 2 else "1 | "
    spec(
        given=f"""
            customer_id:str | assets:int | income:int
            A               | 2          | 0
            B               | 0          | 1
            C               | 1          | 1
            D               | 0          |
            E               | {highest}  |
            F               |            | 1
        """,
        when=lambda t: with_best_rank(
            t, ways=[Way("", "assets", 2), Way("salary", "income", highest)]
        ),
        then=f"""
            customer_id:str | assessed_rank:int | qualified_by:str
            A               | 2                 | ''
            B               | 1                 | salary
            C               | 1                 | ''
            D               |                   |
            E               | {by_assets_alone} ''
            F               |                   |
        """,
    )
