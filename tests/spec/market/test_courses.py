"""Series on many days at once say what the standing of each day says."""

from __future__ import annotations

from datetime import date

from tests.spec.market.test_standing import AS_OF, RATES

from hengke.engine.market.courses import courses
from hengke.policies.market import load


def test_each_day_has_the_values_in_force_on_it_and_90_days_before(spec):
    """As `market` says of 31 March; the euro is too old then, and was in force on the 21st. What
    the policy does not name is left out."""
    spec(
        given=RATES,
        when=lambda rates: courses(rates, [AS_OF, date(2026, 3, 21)], policy=load(on=AS_OF)),
        then="""
            on:date    | code:str       | rate_e8:int | before_e8:int | industry:str
            2026-03-31 | usd_cny        | 735000000   | 700000000     |
            2026-03-31 | loan_1y        | 3100000     | 3200000       |
            2026-03-31 | industry_index | 9000000000  | 10000000000   | 制造业
            2026-03-21 | eur_cny        | 780000000   |               |
            2026-03-21 | loan_1y        | 3100000     | 3200000       |
            2026-03-21 | industry_index | 9000000000  |               | 制造业
        """,
    )
