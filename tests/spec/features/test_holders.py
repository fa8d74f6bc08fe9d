"""Who owns which part of an account, and how a balance is shared out to the last fen."""

from __future__ import annotations

from tests.spec.bank import bank

from hengke.engine.features.holders import check_shares, parts, shares, split


def test_an_account_without_holders_belongs_to_its_customer_and_disponents_own_nothing(spec):
    """First is the account's customer where he is an owner, else the smallest number."""
    spec(
        given={
            "accounts": """
                account_id:str | customer_id:str
                alone          | A
                disposed       | B
                joint          | B
                others         | Z
            """,
            "account_holders": """
                account_id:str | customer_id:str | role:str  | share_ppm:int
                disposed       | C               | disponent | 0
                joint          | A               | joint     | 400000
                joint          | B               | owner     | 600000
                others         | D               | joint     | 500000
                others         | C               | joint     | 500000
            """,
        },
        when=lambda s: shares(bank(s).accounts, bank(s).account_holders),
        then="""
            account_id:str | customer_id:str | share_ppm:int | first:bool
            alone          | A               | 1000000       | true
            disposed       | B               | 1000000       | true
            joint          | A               | 400000        | false
            joint          | B               | 600000        | true
            others         | C               | 500000        | true
            others         | D               | 500000        | false
        """,
    )


SHARES = """
    account_id:str | customer_id:str | share_ppm:int | first:bool
    thirds         | A               | 333333        | false
    thirds         | B               | 333334        | true
    thirds         | C               | 333333        | false
    alone          | A               | 1000000       | true
"""


def test_parts_always_add_up_to_the_account_also_below_zero_and_beyond_floating_numbers(spec):
    """What is unknown for the account is unknown for each of its owners."""
    spec(
        given={
            "shares": SHARES,
            "values": """
                account_id:str | on:date    | minor:int
                thirds         | 2026-01-01 | 10000
                thirds         | 2026-01-02 | -10000
                thirds         | 2026-01-03 | 9007199254740993
                thirds         | 2026-01-04 |
                alone          | 2026-01-01 | 7
            """,
        },
        when=lambda s: split(s.values, parts(s.shares, joint="share")),
        then="""
            account_id:str | customer_id:str | on:date    | minor:int
            thirds         | A               | 2026-01-01 | 3333
            thirds         | B               | 2026-01-01 | 3334
            thirds         | C               | 2026-01-01 | 3333
            thirds         | A               | 2026-01-02 | -3333
            thirds         | B               | 2026-01-02 | -3334
            thirds         | C               | 2026-01-02 | -3333
            thirds         | A               | 2026-01-03 | 3002396749180579
            thirds         | B               | 2026-01-03 | 3002405756379835
            thirds         | C               | 2026-01-03 | 3002396749180579
            thirds         | A               | 2026-01-04 |
            thirds         | B               | 2026-01-04 |
            thirds         | C               | 2026-01-04 |
            alone          | A               | 2026-01-01 | 7
        """,
    )


def test_the_part_of_an_owner_who_was_forgotten_is_nobodys(spec):
    """The others have what they had; the first of them takes what cannot be divided."""
    spec(
        given={
            "shares": """
                account_id:str | customer_id:str | share_ppm:int | first:bool
                half           | B               | 500000        | true
                thirds         | B               | 333333        | true
                thirds         | C               | 333333        | false
            """,
            "values": """
                account_id:str | on:date    | minor:int
                half           | 2026-01-01 | 10000
                half           | 2026-01-02 | -10001
                half           | 2026-01-03 |
                thirds         | 2026-01-01 | 9000
            """,
        },
        when=lambda s: split(s.values, parts(s.shares, joint="share")),
        then="""
            account_id:str | customer_id:str | on:date    | minor:int
            half           | B               | 2026-01-01 | 5000
            half           | B               | 2026-01-02 | -5001
            half           | B               | 2026-01-03 |
            thirds         | B               | 2026-01-01 | 3001
            thirds         | C               | 2026-01-01 | 2999
        """,
    )


def test_shares_that_do_not_make_a_whole_are_reported(spec):
    spec(
        given="""
            account_id:str | customer_id:str | share_ppm:int | first:bool
            whole          | A               | 400000        | true
            whole          | B               | 600000        | false
            short          | A               | 400000        | true
            short          | B               | 500000        | false
        """,
        when=check_shares,
        then="""
            account_id:str | rule:str         | detail:str
            short          | shares_not_whole | 900000
        """,
    )
