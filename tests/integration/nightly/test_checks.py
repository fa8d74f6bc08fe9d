"""What the data leave open is counted in the notes of a run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from tests.spec.ascii_table import parse
from tests.spec.bank import book_of
from tests.spec.engines import DuckDB

from hengke.engine.features.book import Book
from hengke.pipelines.catalog import opened
from hengke.pipelines.checks import data_notes

pytestmark = pytest.mark.slow_test
GIVEN = {
    "customers": "customer_id:str\n A\n B\n C",
    "relations": """
        customer_id:str | related_id:str | kind:str
        A               | B              | spouse
    """,
    "accounts": """
        account_id:str | customer_id:str | product_id:str | currency:str | opened_on:date
        drifts         | A               | D              | CZK          | 2026-01-01
        unclear        | B               | D              | CZK          | 2026-01-01
        joint          | C               | D              | CZK          | 2026-01-01
    """,
    "account_holders": """
        account_id:str | customer_id:str | role:str | share_ppm:int
        joint          | C               | owner    | 500000
        joint          | A               | joint    | 400000
    """,
    "transactions": """
        transaction_id:str | account_id:str | booked_on:date | amount_minor:fen | balance_minor:fen
        1                  | drifts         | 2026-01-01     | 100.00           | 100.00
        2                  | drifts         | 2026-01-31     | 0.50             | 100.54
        3                  | unclear        | 2026-01-01     | 5.00             | 5.00
        4                  | unclear        | 2026-01-02     | 1.00             | 6.00
        5                  | unclear        | 2026-01-02     | -1.00            | 4.00
    """,
}


def book() -> Book:
    tables = {name: DuckDB().table(parse(text)) for name, text in GIVEN.items()}
    return book_of(SimpleNamespace(**tables), until=date(2026, 2, 28), home="CZK")


def test_drifts_unclear_days_and_shares_that_are_no_whole_are_counted(tmp_path: Path) -> None:
    with opened(tmp_path) as catalog:
        notes = data_notes(catalog, book())
    assert notes == [
        "Accounts whose bookings do not add up to their running balance: 2, at most 1.00 off.",
        "Days whose closing balance cannot be told from the bookings: 1.",
        "Accounts whose owners' shares do not make a whole: 1.",
    ]


def test_relatives_who_are_not_brought_together_are_counted_once_per_relation(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as catalog:
        found = book()
        apart = found.households.mutate(household_id=found.households.customer_id)
        notes = data_notes(catalog, replace(found, households=apart))
    assert notes[-1] == (
        "Relations whose two sides are in different households, the chain being too long: 1."
    )
