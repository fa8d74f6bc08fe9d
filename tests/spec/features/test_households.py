"""Who belongs together, and what they own and owe together."""

from __future__ import annotations

from datetime import date

import ibis
import pytest
from tests.spec.bank import bank, keeper, kept_book

from hengke.engine.features.households import check_households, groups, households
from hengke.engine.features.rollup import rolled_up

TODAY = date(2026, 4, 30)
PEOPLE = """
    customer_id:str
    A
    B
    C
    D
    firm
    owner
"""
RELATIONS = """
    customer_id:str | related_id:str | kind:str    | valid_from:date | valid_to:date
    B               | A              | spouse      | 2020-01-01      |
    C               | B              | parent      |                 |
    D               | A              | spouse      | 2010-01-01      | 2019-12-31
    D               | C              | disponent   |                 |
    owner           | firm           | shareholder |                 |
    D               | firm           | guarantor   |                 | 2026-04-30
"""


def test_spouses_and_parents_make_a_household_and_ended_relations_do_not(spec, engine):
    spec(
        given={"customers": PEOPLE, "relations": RELATIONS},
        when=lambda s: households(
            bank(s).customers, bank(s).relations, on=TODAY, keep=keeper(engine)
        ),
        then="""
            customer_id:str | household_id:str
            A               | A
            B               | A
            C               | A
            D               | D
            firm            | firm
            owner           | owner
        """,
    )


def test_a_chain_of_relatives_is_one_household_however_it_is_written(spec, engine):
    spec(
        given={
            "customers": """
                customer_id:str
                9
                1
                8
                2
                7
                3
            """,
            "relations": """
                customer_id:str | related_id:str | kind:str
                9               | 8              | parent
                7               | 8              | parent
                7               | 3              | spouse
                2               | 3              | household
                2               | 1              | parent
            """,
        },
        when=lambda s: households(
            bank(s).customers, bank(s).relations, on=TODAY, keep=keeper(engine)
        ),
        then="""
            customer_id:str | household_id:str
            9               | 1
            8               | 1
            7               | 1
            3               | 1
            2               | 1
            1               | 1
        """,
    )


def test_relatives_that_were_not_brought_together_are_reported(spec):
    spec(
        given={
            "labels": """
                customer_id:str | household_id:str
                A               | A
                B               | B
                C               | C
            """,
            "relations": """
                customer_id:str | related_id:str | kind:str
                B               | A              | spouse
                C               | A              | guarantor
            """,
        },
        when=lambda s: check_households(s.labels, bank(s).relations, on=TODAY),
        then="""
            customer_id:str | rule:str           | detail:str
            A               | household_too_long | B
            B               | household_too_long | A
        """,
    )


@pytest.mark.requirement("R006")
def test_households_and_groups_own_and_owe_together_and_a_joint_account_counts_once(spec, engine):
    """A, B, C and E are one family; D guarantees for the firm, the owner holds its shares, and the
    daughter belongs to its group.

    The joint deposit of 100.01 belongs to A, B and D: 50.00 + 30.00 + 20.01. The mortgage of 900.00
    is A's and B's; the firm owes 5,000.00, of which nobody else's share is counted.
    """

    def both(s):
        book = kept_book(engine, s, until=TODAY)
        families = rolled_up(book, book.households, on=TODAY).mutate(
            kind_of=ibis.literal("household")
        )
        linked = groups(book.silver.customers, book.silver.relations, on=TODAY, keep=keeper(engine))
        together = rolled_up(book, linked, on=TODAY).mutate(kind_of=ibis.literal("group"))
        return families.union(together)

    spec(
        given={
            "customers": PEOPLE + "    daughter\n    E\n",
            "relations": RELATIONS
            + "    daughter | firm | group     | |\n"
            + "    E        | A    | household | |\n",
            "products": """
                product_id:str | family:str
                D              | demand_deposit
                L              | loan
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                joint          | D               | D              | CNY          | 2026-04-01
                mortgage       | A               | L              | CNY          | 2026-04-01
                credit         | firm            | L              | CNY          | 2026-04-01
                advance        | daughter        | L              | CNY          | 2026-04-01
                savings        | E               | D              | CNY          | 2026-04-01
            """,
            "account_holders": """
                account_id:str | customer_id:str | role:str | share_ppm:int
                joint          | A               | joint    | 500000
                joint          | B               | joint    | 300000
                joint          | D               | owner    | 200000
                mortgage       | A               | owner    | 500000
                mortgage       | B               | joint    | 500000
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                joint          | 2026-04-01        | 100.01            | CNY          | change
                mortgage       | 2026-04-01        | -900.00           | CNY          | change
                credit         | 2026-04-01        | -5,000.00         | CNY          | change
                advance        | 2026-04-01        | -700.00           | CNY          | change
                savings        | 2026-04-01        | 7.00              | CNY          | change
            """,
        },
        when=both,
        then="""
            kind_of:str | household_id:str | members:int | aum_minor:fen | exposure_minor:fen
            household   | A                | 4           | 87.00         | 900.00
            household   | D                | 1           | 20.01         | 0.00
            household   | daughter         | 1           | 0.00          | 700.00
            household   | firm             | 1           | 0.00          | 5,000.00
            household   | owner            | 1           | 0.00          | 0.00
            group       | A                | 4           | 87.00         | 900.00
            group       | D                | 4           | 20.01         | 5,700.00
        """,
    )
