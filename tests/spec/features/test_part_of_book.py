"""A part of the book says of its customers what the whole book says of them."""

from __future__ import annotations

from datetime import date

import ibis
from tests.spec.bank import keeper, kept_book
from tests.spec.features.test_fall_inputs import BANK, LADDER, TWENTIETH

from hengke.engine.features.fall_inputs import fall_inputs
from hengke.engine.features.part_of_book import book_of

BY_WHOM = {
    **BANK,
    "transactions": """
        transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | currency:str | counterparty_kind:str | customer_initiated:bool
        1                  | bo             | 2026-01-02     | -7.00            | CNY          | other_bank            | true
        2                  | cash           | 2026-03-31     | -4,000.00        | CNY          | other_bank            | true
    """,
    "digital_events": """
        event_id:str | customer_id:str | kind:str | occurred_at:instant
        1            | Bo              | login    | 2026-01-02 10:00:00
        2            | Alice           | login    | 2026-04-02 10:00:00
    """,
}


def test_alice_alone_has_the_inputs_she_has_among_all(spec, engine):
    """Her account is shared with Bo, and only his rows tell since when rows were delivered."""

    def of_alice(s):
        whole = kept_book(engine, s, until=date(2026, 5, 31))
        alice = s.customers.filter(s.customers.customer_id == "Alice").select("customer_id")
        part = book_of(whole, alice, keep=keeper(engine))
        last = s.last.filter(s.last.customer_id == "Alice")
        return ibis.union(
            *(
                fall_inputs(one, policy=LADDER, moments=[TWENTIETH], last=last)
                for one in (whole, part)
            ),
            distinct=True,
        )

    spec(
        given=BY_WHOM,
        when=of_alice,
        then="""
            customer_id:str | assets_minor:float | outflow_minor:float | frequency:float | logins:float | logins_before:float | days_left:float
            Alice           | 44000000           | 300000              | 1               | 1            | 0                   | 10
        """,
    )
