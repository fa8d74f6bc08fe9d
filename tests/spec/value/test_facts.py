"""What accounts held, booked and cost in a month."""

from __future__ import annotations

from datetime import date

import pytest
from tests.spec.records.books import GAPS, book
from tests.spec.value.policies import policy

from hengke.engine.value import facts
from hengke.engine.value.months import Months

MARCH = Months((date(2026, 2, 1), date(2026, 3, 1)))


@pytest.mark.requirement("R066")
@pytest.mark.requirement("R064")
def test_bookings_are_income_by_kind_and_cost_by_activity_and_channel(spec):
    """Two fees of which one is given back, spending with interchange of 0.45 %, a counter visit, an
    early withdrawal, which costs more than another visit, and a booking without a channel."""

    def months(s):
        priced = policy(upkeep={"demand_deposit": 60})
        return facts.account_months(book(s), s.accounts, MARCH, priced)

    spec(
        given={
            "accounts": """
                account_id:str | family:str     | born_on:date | gone_on:date
                one            | demand_deposit | 2026-02-20   | 2026-04-01
                usd            | other          | 2026-02-20   | 2026-04-01
            """,
            "stretches": """
                account_id:str | family:str     | minor:fen | from_on:date | until_on:date | daily:bool | reason:str
                one            | demand_deposit | 10.00     | 2026-02-20   | 2026-03-11    | true       |
                one            | demand_deposit | 20.00     | 2026-03-11   | 2026-04-01    | true       |
            """,
            "gaps": GAPS,
            "known": "customer_id:str | known_from:date",
            "shares": "account_id:str | customer_id:str | share_ppm:int | first:bool",
            "market_rates": "rate_date:date | kind:str | base:str | quote:str | rate_e8:int",
            "transactions": """
                transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str         | channel:str
                1                  | one            | 2026-03-02     | -15.00           | CNY          | fee              | system
                2                  | one            | 2026-03-03     | 5.00             | CNY          | fee              | system
                3                  | one            | 2026-03-04     | -1000.00         | CNY          | card_spending    | card
                4                  | one            | 2026-03-05     | -90.00           | CNY          | transfer_out     | counter
                5                  | one            | 2026-03-05     | 90.00            | CNY          | early_withdrawal | counter
                6                  | one            | 2026-04-01     | -15.00           | CNY          | fee              | system
                7                  | usd            | 2026-03-05     | -1.00            | USD          | fee              |
            """,
        },
        when=lambda s: months(s).mutate(
            flow=lambda t: t.why_flow.notnull(), dear=lambda t: t.why_cost.notnull()
        ),
        then="""
            account_id:str | month_on:date | balance_days:fen | fees:fen | other:fen | cost:fen | activities:int | flow:bool | dear:bool
            one            | 2026-02-01    | 90.00            | 0        | 0         | 0.60     | 0              | false     | false
            one            | 2026-03-01    | 520.00           | 10.00    | 4.50      | 44.10    | 5              | false     | false
            usd            | 2026-03-01    | 0                | 0        | 0         | 0        | 1              | true      | true
        """,
    )  # fmt: skip
