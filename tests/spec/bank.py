"""A whole bank for a spec test, from the few columns that the test is about.

    spec(
        given={"customers": "...", "accounts": "...", "balances": "..."},
        when=lambda s: book_of(s, until=date(2026, 1, 31)).stretches,
        then="...",
    )

Tables that are not given are empty, columns that are not given are null.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book, book
from hengke.engine.features.silver import Keep, Silver, lazily
from hengke.engine.schemas import CONTRACT, TableSchema


def bank(given: Any) -> Silver:
    """The given tables in the shape of the contract."""
    tables = vars(given)
    some = next(iter(tables.values()))
    nobody = some.filter(ibis.literal(False))
    return Silver.of(
        {name: _shaped(tables.get(name, nobody), table) for name, table in CONTRACT.items()}
    )


def book_of(given: Any, *, until: date, home: str = "CNY", keep: Keep = lazily) -> Book:
    return book(bank(given), home=home, until=until, keep=keep)


def _shaped(table: ir.Table, shape: TableSchema) -> ir.Table:
    columns = {
        name: table[name].cast(kind) if name in table.columns else ibis.null(kind)
        for name, kind in shape.ibis().items()
    }
    return table.select(**columns)
