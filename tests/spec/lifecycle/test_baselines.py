"""Activity against the customer's own history: what counts, and from when it is known."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from hengke.engine.lifecycle.baselines import baselines

AS_OF = date(2026, 10, 23)  # the 90 days begin on 2026-07-26, the 270 before them on 2025-10-29


def computed(s):
    book = SimpleNamespace(
        customers=s.customers, shares=s.shares, begins=s.begins,
        silver=SimpleNamespace(transactions=s.transactions),
    )  # fmt: skip
    return baselines(book, as_of=AS_OF)


@pytest.mark.requirement("R081")
def test_only_what_customers_began_counts_and_young_customers_have_fewer_days(spec):
    spec(
        given={
            "customers": """
                customer_id:str | known_from:date
                old             | 2020-01-01
                quiet           | 2020-01-01
                half_year       | 2026-04-01
                fresh           | 2026-09-01
                later           | 2026-10-24
            """,
            "begins": "beginner:date\n 2020-01-01",
            "shares": """
                account_id:str | customer_id:str
                a              | old
                joint          | old
                joint          | half_year
            """,
            "transactions": """
                account_id:str | booked_on:date | customer_initiated:bool
                a              | 2026-10-23     | true
                a              | 2026-07-26     | true
                a              | 2026-07-25     | true
                a              | 2025-10-29     | true
                a              | 2025-10-28     | true
                a              | 2026-10-24     | true
                a              | 2026-10-01     | false
                a              | 2026-10-01     |
                joint          | 2026-05-01     | true
            """,
        },
        when=computed,
        then="""
            customer_id:str | recent:int | earlier:int | earlier_days:int
            old             | 2          | 3           | 270
            quiet           | 0          | 0           | 270
            half_year       | 0          | 1           | 116
            fresh           | 0          |             |
        """,
    )


@pytest.mark.parametrize(
    ("begins", "recent", "earlier", "days"),
    [
        ("2026-04-27", 0, 0, 90),
        ("2026-04-28", 0, "", ""),
        ("2026-07-27", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_what_was_not_delivered_is_unknown_and_not_none(spec, begins, recent, earlier, days):
    spec(
        given={
            "customers": "customer_id:str | known_from:date\n A | 2020-01-01",
            "begins": f"beginner:date | row:int\n {begins} | 1",
            "shares": "account_id:str | customer_id:str",
            "transactions": "account_id:str | booked_on:date | customer_initiated:bool",
        },
        when=computed,
        then=f"""
            customer_id:str | recent:int | earlier:int | earlier_days:int
            A               | {recent} | {earlier} | {days}
        """,
    )
