"""Which class a customer belongs to, and what counts as a payment that recurs."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.behaviour.policies import policy

from hengke.engine.behaviour import classes
from hengke.engine.behaviour.periods import periods
from hengke.engine.behaviour.recurring import recurring

MARCH = periods(date(2026, 4, 12), policy())


@pytest.mark.requirement("R036")
def test_the_first_class_of_which_every_condition_holds_is_the_habit(spec):
    """Half a payment a month is still quiet; 60 % in the category is enough; 1000 on average is
    big, one minor unit less is not; six in three months is frequent."""
    spec(
        given="""
            customer_id:str | payments:int | months:int | spent:fen | spending_minor:fen | in_housing:fen
            quiet           | 1            | 2          | 5000.00   | 5000.00            | 5000.00
            home            | 3            | 3          | 100.00    | 100.00             | 60.00
            nearly_home     | 3            | 3          | 100.00    | 100.00             | 59.99
            given_back      | 3            | 3          | 100.00    | 0                  |
            big             | 2            | 3          | 2000.00   | 2000.00            |
            nearly_big      | 2            | 3          | 1999.98   | 1999.98            | 0
            often           | 6            | 3          | 60.00     | 60.00              | 0
        """,
        when=lambda t: t.mutate(habit_class=classes.habit(t, policy())),
        then="""
            customer_id:str | habit_class:str
            quiet           | quiet
            home            | home_bound
            nearly_home     | everyday
            given_back      | everyday
            big             | big_ticket
            nearly_big      | everyday
            often           | frequent
        """,
    )  # fmt: skip


@pytest.mark.requirement("R036")
def test_levels_of_income_and_directions_of_funds(spec):
    def classed(t):
        rule = policy().flow
        return t.mutate(
            level=classes.income_level(t.monthly, policy().income),
            direction=classes.direction(
                t.into, t.out, even=rule.even, least_minor=rule.least_minor
            ),
        )

    spec(
        given="""
            monthly:fen | into:fen | out:fen
            0           | 0        | 0
            0.01        | 5.00     | 4.99
            4999.99     | 10.00    | 0
            5000.00     | 55.00    | 45.00
            19999.99    | 54.99    | 45.01
            20000.00    | 45.00    | 55.00
        """,
        when=classed,
        then="""
            monthly:fen | level:str | direction:str
            0           |           | none
            0.01        | low       | none
            4999.99     | low       | in
            5000.00     | middle    | in
            19999.99    | middle    | even
            20000.00    | high      | out
        """,
    )  # fmt: skip


@pytest.mark.requirement("R079")
def test_a_payment_recurs_when_it_comes_every_month_and_keeps_its_size(spec):
    """The smallest 1000 and the largest 1100 are a tenth apart; one minor unit more is too much, so
    are two in a month, and a month without any."""
    spec(
        given="""
            customer_id:str | account_id:str | kind:str | party:str | month:int | into:bool | bookings:int | minor:fen
            A               | a              | rent     | person    | 24313     | false     | 1            | 1000.00
            A               | a              | rent     | person    | 24314     | false     | 1            | 1100.00
            A               | a              | rent     | person    | 24315     | false     | 1            | 1050.00
            A               | a              | rent     | company   | 24313     | false     | 1            | 1000.00
            A               | a              | rent     | company   | 24314     | false     | 1            | 1100.01
            A               | a              | rent     | company   | 24315     | false     | 1            | 1000.00
            A               | b              | rent     |           | 24313     | false     | 1            | 10.00
            A               | b              | rent     |           | 24314     | false     | 1            | 10.00
            A               | b              | rent     |           | 24315     | false     | 1            | 10.00
            A               | c              | rent     | person    | 24313     | false     | 2            | 10.00
            A               | c              | rent     | person    | 24314     | false     | 1            | 10.00
            A               | c              | rent     | person    | 24315     | false     | 1            | 10.00
            B               | d              | rent     | person    | 24312     | false     | 1            | 10.00
            B               | d              | rent     | person    | 24314     | false     | 1            | 10.00
            B               | d              | rent     | person    | 24315     | false     | 1            | 10.00
            B               | e              | gift     | person    | 24313     | false     | 1            | 10.00
            B               | e              | gift     | person    | 24314     | false     | 1            | 10.00
            B               | e              | gift     | person    | 24315     | false     | 1            | 10.00
        """,
        when=lambda t: recurring(t, MARCH, policy().recurring),
        then="""
            customer_id:str | recurring_payments:int | recurring_monthly_minor:fen | recurring_kinds:str
            A               | 2                      | 1060.00                     | {"rent": [2, 106000]}
        """,
    )  # fmt: skip
