"""Whom joint accounts and households count for."""

from __future__ import annotations

from datetime import date

from tests.spec.measures.policies import measure, policy

APRIL = date(2026, 4, 30)
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
"""
JOINT = {
    "products": PRODUCTS,
    "customers": """
        customer_id:str
        Alice
        Bo
        Chen
        Dai
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        joint          | Bo              | D              | CNY          | 2026-04-01
        alone          | Alice           | D              | CNY          | 2026-04-01
    """,
    "account_holders": """
        account_id:str | customer_id:str | role:str  | share_ppm:int
        joint          | Alice           | joint     | 333333
        joint          | Bo              | owner     | 333334
        joint          | Chen            | joint     | 333333
        joint          | Dai             | disponent | 0
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
        joint          | 2026-04-01        | 100.00            | CNY          | change
        alone          | 2026-04-01        | 1.00              | CNY          | change
    """,
}


def test_a_joint_account_is_shared_out_and_the_first_owner_takes_the_remainder(spec, measured_on):
    """Every day 33.33 + 33.34 + 33.33 = 100.00; whoever may only dispose owns nothing."""
    spec(
        given=JOINT,
        when=measured_on(policy(measure()), APRIL),
        then="""
            customer_id:str | value_minor:fen | sum_minor_days:fen | aum_minor:fen
            Alice           | 34.33           | 1,029.90           | 34.33
            Bo              | 33.34           | 1,000.20           | 33.34
            Chen            | 33.33           | 999.90             | 33.33
            Dai             | 0.00            | 0.00               | 0.00
        """,
    )


def test_a_policy_may_credit_every_owner_in_full_while_assets_still_add_up(spec, measured_on):
    spec(
        given=JOINT,
        when=measured_on(policy(measure(joint="full")), APRIL),
        then="""
            customer_id:str | value_minor:fen | aum_minor:fen
            Alice           | 101.00          | 34.33
            Bo              | 100.00          | 33.34
            Chen            | 100.00          | 33.33
            Dai             | 0.00            | 0.00
        """,
    )


HOUSEHOLD = {
    "products": PRODUCTS,
    "customers": """
        customer_id:str
        Alice
        Bo
        child
        single
        Eve
        Finn
    """,
    "relations": """
        customer_id:str | related_id:str | kind:str  | valid_from:date | valid_to:date
        Alice           | Bo             | spouse    | 2020-01-01      |
        Bo              | child          | parent    |                 |
        single          | Alice          | spouse    | 2010-01-01      | 2019-12-31
        single          | Alice          | guarantor |                 |
        Eve             | Finn           | household |                 |
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        joint          | Alice           | D              | CNY          | 2026-04-01
        bo             | Bo              | D              | CNY          | 2026-04-01
        single         | single          | D              | CNY          | 2026-04-01
        eve            | Eve             | D              | CNY          | 2026-04-01
        finn           | Finn            | D              | CNY          | 2026-04-01
    """,
    "account_holders": """
        account_id:str | customer_id:str | role:str | share_ppm:int
        joint          | Alice           | owner    | 500000
        joint          | Bo              | joint    | 300000
        joint          | single          | joint    | 200000
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
        joint          | 2026-04-01        | 500,000.00        | CNY          | change
        bo             | 2026-04-01        | 100,000.00        | CNY          | change
        single         | 2026-04-01        | 1.00              | CNY          | change
        eve            | 2026-04-01        | 600,000.00        | CNY          | change
    """,
}


def test_a_family_is_assessed_with_its_pool_and_a_joint_account_is_in_it_once(spec, measured_on):
    """400,000 of the joint account and 100,000 of Bo; 100,000 of it belong to somebody outside.

    Finn's balance is unknown, so the pool of Eve and Finn is. Assets stay those of each one.
    """
    spec(
        given=HOUSEHOLD,
        when=measured_on(policy(measure(household=True)), APRIL),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | aum_minor:fen | unknown_reason:str
            Alice           | 500,000.00      | 2                 | 250,000.00    |
            Bo              | 500,000.00      | 2                 | 250,000.00    |
            child           | 500,000.00      | 2                 | 0.00          |
            single          | 100,001.00      | 1                 | 100,001.00    |
            Eve             |                 |                   | 600,000.00    | no_balances
            Finn            |                 |                   |               | no_balances
        """,
    )


def test_in_full_credit_a_family_counts_its_joint_account_once_not_once_per_member(
    spec, measured_on
):
    spec(
        given=HOUSEHOLD,
        when=measured_on(policy(measure(household=True, joint="full")), APRIL),
        then="""
            customer_id:str | value_minor:fen
            Alice           | 600,000.00
            Bo              | 600,000.00
            child           | 600,000.00
            single          | 500,001.00
            Eve             |
            Finn            |
        """,
    )


def test_every_assessment_counts_the_household_of_its_own_date(spec, measured_on):
    """Married in May: what April says is the same whenever it is computed."""
    spec(
        given={
            "products": PRODUCTS,
            "customers": """
                customer_id:str
                Alice
                Bo
            """,
            "relations": """
                customer_id:str | related_id:str | kind:str | valid_from:date | valid_to:date
                Alice           | Bo             | spouse   | 2026-05-02      |
            """,
            "accounts": """
                account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
                a              | Alice           | D              | CNY          | 2026-04-01
                b              | Bo              | D              | CNY          | 2026-04-01
            """,
            "balances": """
                account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
                a              | 2026-04-01        | 400,000.00        | CNY          | change
                b              | 2026-04-01        | 100,000.00        | CNY          | change
            """,
        },
        when=measured_on(policy(measure(household=True)), APRIL, date(2026, 5, 31)),
        then="""
            customer_id:str | assessed_on:date | value_minor:fen | assessed_rank:int
            Alice           | 2026-04-30       | 400,000.00      | 1
            Bo              | 2026-04-30       | 100,000.00      | 1
            Alice           | 2026-05-31       | 500,000.00      | 2
            Bo              | 2026-05-31       | 500,000.00      | 2
        """,
    )
