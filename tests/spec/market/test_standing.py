"""Where series of market data stand on a day, and what rules are told of them."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.engine.market.standing import market
from hengke.engine.rules.feature_table import Moment, features
from hengke.policies.market import load

AS_OF = date(2026, 3, 31)
RATES = """
    rate_date:date | kind:str  | base:str | quote:str | rate_e8:int | source:str
    2025-12-29     | fx_middle | USD      | CNY       | 700000000   | fixing
    2026-03-30     | fx_middle | USD      | CNY       | 735000000   | fixing
    2026-04-01     | fx_middle | USD      | CNY       | 999000000   | fixing
    2026-03-20     | fx_middle | EUR      | CNY       | 780000000   | fixing
    2026-02-28     | loan      | 1Y       | CNY       | 3100000     | board
    2025-11-30     | loan      | 1Y       | CNY       | 3200000     | board
    2026-02-28     | index     | 制造业   | points    | 9000000000  | bureau
    2025-12-31     | index     | 制造业   | points    | 10000000000 | bureau
    2020-01-01     | other     | X        | Y         | 5           |
"""


def standing(rates):
    return market(rates, policy=load(on=AS_OF), as_of=AS_OF)


@pytest.mark.requirement("R014")
def test_the_last_value_by_the_day_counts_and_nothing_that_came_later(spec):
    """1 April is not looked at; the euro is eleven days old, too old for a rate; 90 days before is
    31 December: the loan rate of November is 31 days old then; an unnamed series never ages."""
    spec(
        given=RATES,
        when=standing,
        then="""
            kind:str  | base:str | code:str       | rate_date:date | rate_e8:int | source:str | age_days:int | in_force:int | before_on:date | before_e8:int
            fx_middle | USD      | usd_cny        | 2026-03-30     | 735000000   | fixing     | 1            | 1            | 2025-12-29     | 700000000
            fx_middle | EUR      | eur_cny        | 2026-03-20     | 780000000   | fixing     | 11           | 0            |                |
            loan      | 1Y       | loan_1y        | 2026-02-28     | 3100000     | board      | 31           | 1            | 2025-11-30     | 3200000
            index     | 制造业   | industry_index | 2026-02-28     | 9000000000  | bureau     | 31           | 1            | 2025-12-31     | 10000000000
            other     | X        |                | 2020-01-01     | 5           |            | 2281         | 1            | 2020-01-01     | 5
        """,
    )  # fmt: skip


@pytest.mark.requirement("R014")
def test_rules_read_rates_and_the_index_of_the_customers_own_industry(spec):
    names = (
        "market_usd_cny", "market_usd_cny_change_90d", "market_eur_cny", "market_loan_1y",
        "industry_index", "industry_index_change_90d",
    )  # fmt: skip
    spec(
        given={
            "market_rates": RATES,
            "customer_records": "customer_id:str | industry:str\n A | 制造业\n B | 建筑业\n C |",
        },
        when=lambda s: features(
            {"customer_records": s.customer_records, "market": standing(s.market_rates)},
            names=names, moment=Moment(AS_OF, "standard"),
        ),
        then="""
            customer_id:str | market_usd_cny:float | market_usd_cny_change_90d:float | market_eur_cny:float | market_loan_1y:float | industry_index:float | industry_index_change_90d:float
            A               | 7.35                 | 0.05                            |                      | 0.031                | 90.0                 | -0.1
            B               | 7.35                 | 0.05                            |                      | 0.031                |                      |
            C               | 7.35                 | 0.05                            |                      | 0.031                |                      |
        """,
    )  # fmt: skip
