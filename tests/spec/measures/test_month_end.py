"""Month-end balances: one day, and what a missing row means."""

from __future__ import annotations

from datetime import date

from tests.spec.measures.policies import measure, policy

JULY, AUGUST = date(2019, 7, 31), date(2019, 8, 31)
PRODUCTS = """
    product_id:str | family:str
    D              | demand_deposit
"""
BANK = {
    "products": PRODUCTS,
    "customers": """
        customer_id:str
        stays
        leaves
        comes
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str
        s              | stays           | D              | CNY
        l              | leaves          | D              | CNY
        c              | comes           | D              | CNY
    """,
    "balances": """
        account_id:str | balance_date:date | balance_minor:fen | currency:str | observed:str
        s              | 2019-07-31        | 50,000.00         | CNY          | month_end
        s              | 2019-08-31        | 49,999.99         | CNY          | month_end
        l              | 2019-07-31        | 600,000.00        | CNY          | month_end
        c              | 2019-08-31        | 500,000.00        | CNY          | month_end
    """,
}
COMPLETE = """
    table:str | snapshot_date:date | complete:bool
    balances  | 2019-07-31         | true
    balances  | 2019-08-31         | true
"""
PARTIAL = """
    table:str | snapshot_date:date | complete:bool
    balances  | 2019-07-31         | true
    balances  | 2019-08-31         | false
"""
BY_MONTH_END = policy(measure("month_end"))


def test_missing_in_a_complete_file_holds_nothing_and_nobody_is_known_before_his_first_file(
    spec, measured_on
):
    spec(
        given={**BANK, "snapshots": COMPLETE},
        when=measured_on(BY_MONTH_END, JULY, AUGUST),
        then="""
            customer_id:str | assessed_on:date | value_minor:fen | days:int | assessed_rank:int | aum_minor:fen
            stays           | 2019-07-31       | 50,000.00       | 1        | 1                 | 50,000.00
            leaves          | 2019-07-31       | 600,000.00      | 1        | 2                 | 600,000.00
            stays           | 2019-08-31       | 49,999.99       | 1        | 0                 | 49,999.99
            leaves          | 2019-08-31       | 0.00            | 1        | 0                 | 0.00
            comes           | 2019-08-31       | 500,000.00      | 1        | 2                 | 500,000.00
        """,
    )


def test_missing_in_a_file_that_is_not_complete_is_unknown(spec, measured_on):
    spec(
        given={**BANK, "snapshots": PARTIAL},
        when=measured_on(BY_MONTH_END, AUGUST),
        then="""
            customer_id:str | value_minor:fen | assessed_rank:int | aum_minor:fen | unknown_reason:str
            stays           | 49,999.99       | 0                 | 49,999.99     |
            leaves          |                 |                   |               | missing_in_snapshot
            comes           | 500,000.00      | 2                 | 500,000.00    |
        """,
    )


def test_no_daily_average_is_invented_from_month_ends(spec, measured_on):
    spec(
        given={**BANK, "snapshots": COMPLETE},
        when=measured_on(policy(measure("month_average")), AUGUST),
        then="""
            customer_id:str | value_minor:fen | aum_minor:fen | unknown_reason:str
            stays           |                 | 49,999.99     | month_end_balances_only
            leaves          |                 | 0.00          | month_end_balances_only
            comes           |                 | 500,000.00    | month_end_balances_only
        """,
    )
