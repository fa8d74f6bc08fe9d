"""The tables of a bank for specs of behaviour: what a test does not write down is empty."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import ibis.expr.types as ir
from tests.spec.behaviour.policies import policy
from tests.spec.records.books import GAPS, STRETCHES, book

from hengke.engine.behaviour.profile import behaviour

AS_OF = date(2026, 3, 31)
BOOKING = (
    "account_id:str | booked_on:date | amount_minor:fen | currency:str | kind:str | channel:str | "
    "customer_initiated:bool | counterparty_kind:str"
)
EMPTY = {
    "gaps": GAPS,
    "stretches": STRETCHES,
    "transactions": BOOKING,
    "market_rates": "rate_date:date | kind:str | base:str | quote:str | rate_e8:int",
    "digital_events": "customer_id:str | occurred_at:instant | kind:str",
    "withheld": """
        table:str | row_key:str | account_id:str | customer_id:str | from_on:date | through_on:date | observed:str
    """,
    "products": """
        product_id:str | family:str
        current        | demand_deposit
        term           | term_deposit
        fund           | fund
        loan           | loan
    """,
    "accounts": """
        account_id:str | product_id:str | opened_on:date | matures_on:date | closed_on:date
        a              | current        | 2025-01-01     |                 |
    """,
    "known": "customer_id:str | known_from:date\nA | 2025-01-01",
    "shares": """
        account_id:str | customer_id:str | share_ppm:int | first:bool
        a              | A               | 1000000       | true
    """,
    "holdings": """
        customer_id:str | account_id:str | family:str | role:str | home_minor:fen | balance_date:date | opened_on:date | matures_on:date
    """,
    "records": "customer_id:str | income_level:str\nA |",
}  # fmt: skip


def given(**tables: str) -> dict[str, str]:
    return {**EMPTY, **tables}


def bookings(rows: str) -> str:
    return f"{BOOKING}\n{rows}"


def profile(tables: Any, *, as_of: date = AS_OF, text: str | None = None) -> ir.Table:
    """The whole profile, under the small policy."""
    rules: Mapping[str, Any] = {} if text is None else {"text": text}
    return behaviour(
        book(tables, until=as_of), holdings=tables.holdings, records=tables.records,
        policy=policy(**rules), as_of=as_of,
    )  # fmt: skip
