"""The months a forecast starts from: what is told, and what is not."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from hengke.engine.forecast.courses import assets, bookings

ENDS = (date(2026, 8, 31), date(2026, 9, 30))


def test_assets_of_month_ends_stand_beside_those_of_today(spec):
    spec(
        given={
            "records": """
                customer_id:str | aum_minor:int
                old             | 90
                new             | 7
                unclear         |
            """,
            "points": """
                customer_id:str | point_on:date | aum_minor:int
                old             | 2026-07-31    | 1
                old             | 2026-08-31    | 50
                old             | 2026-09-30    | 0
                old             | 2026-10-23    | 90
                unclear         | 2026-08-31    |
                unclear         | 2026-09-30    | 3
            """,
        },
        when=lambda s: assets(s.records, s.points, ENDS),
        then="""
            customer_id:str | now:int | m00:int | m01:int
            old             | 90      | 50      | 0
            new             | 7       |         |
            unclear         |         |         | 3
        """,
    )


def computed(s):
    book = SimpleNamespace(
        customers=s.customers, shares=s.shares, begins=s.begins,
        silver=SimpleNamespace(transactions=s.transactions),
    )  # fmt: skip
    return bookings(book, s.customers, ENDS)


def test_bookings_that_customers_began_by_month_from_their_first_whole_month(spec, monkeypatch):
    from hengke.engine.forecast import courses

    monkeypatch.setattr(
        courses, "unread", lambda book, span: book.shares.filter(
            book.shares.account_id == "lost").select("customer_id"),
    )  # fmt: skip
    spec(
        given={
            "customers": """
                customer_id:str | known_from:date
                old             | 2020-01-01
                quiet           | 2026-08-01
                young           | 2026-08-02
            """,
            "begins": "beginner:date\n 2026-01-01",
            "shares": """
                account_id:str | customer_id:str
                a              | old
                joint          | old
                joint          | young
                lost           | young
            """,
            "transactions": """
                account_id:str | booked_on:date | customer_initiated:bool
                a              | 2026-07-31     | true
                a              | 2026-08-01     | true
                a              | 2026-08-31     | true
                a              | 2026-09-10     | false
                a              | 2026-09-10     |
                joint          | 2026-08-15     | true
                joint          | 2026-09-30     | true
                a              | 2026-10-01     | true
            """,
        },
        when=computed,
        then="""
            customer_id:str | m00:int | m01:int | told:bool | unread:bool
            old             | 3       | 1       | true      | false
            quiet           | 0       | 0       | true      | false
            young           |         | 1       | true      | true
        """,
    )
