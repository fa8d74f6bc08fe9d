"""A book from the tables that a spec test writes down; what it does not write is empty."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from hengke.engine.features.book import Book
from hengke.engine.features.silver import Silver

UNTIL = date(2026, 3, 31)
STRETCHES = """
    account_id:str | family:str | minor:fen | from_on:date | until_on:date | daily:bool
"""
GAPS = "account_id:str | family:str | from_on:date | until_on:date | reason:str"
SHARES = "account_id:str | customer_id:str | share_ppm:int | first:bool"
CUSTOMERS = "customer_id:str | known_from:date"
EMPTY = {"gaps": GAPS, "stretches": STRETCHES, "shares": SHARES, "customers": CUSTOMERS}


def book(tables: Any, *, until: date = UNTIL) -> Book:
    """`tables` are the given ones of a spec test; silver tables go by the contract's names."""
    silver = {field.name: getattr(tables, field.name, None) for field in fields(Silver)}
    return Book(
        silver=Silver(**silver),
        home="CNY",
        until=until,
        stretches=tables.stretches,
        shares=tables.shares,
        customers=tables.known,
        households=getattr(tables, "households", None),
        gaps=tables.gaps,
        facts=Silver(**silver),
        seen=getattr(tables, "seen", None),
        running=getattr(tables, "running", None),
        begins=_begins(tables),
        new_stretches=tables.stretches,
        new_gaps=tables.gaps,
    )


def _begins(tables: Any) -> Any:
    """Since when bookings are delivered; None where a test has none."""
    rows = getattr(tables, "transactions", None)
    if rows is None:
        return None
    said = {"counterparty": "counterparty_kind", "beginner": "customer_initiated"}
    told = {
        name: rows.booked_on.min(where=rows[column].notnull())
        for name, column in said.items()
        if column in rows.columns
    }
    return rows.agg(booking=rows.booked_on.min(), **told)
