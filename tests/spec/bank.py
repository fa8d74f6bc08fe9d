"""A whole bank for a spec test, from the few columns that the test is about.

    spec(
        given={"customers": "...", "accounts": "...", "balances": "..."},
        when=lambda s: book_of(s, until=date(2026, 1, 31)).stretches,
        then="...",
    )

Tables that are not given are empty, columns that are not given are null.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
from tests.spec.engines import Engine, Spark

from hengke.engine.features.book import Book, book
from hengke.engine.features.silver import Keep, Silver, lazily
from hengke.engine.schemas import CONTRACT, TableSchema

READ_OFTEN = ("runs", "snapshot_points")
LABELS = ("links", "labels_0", "labels_1", "labels_2")
DERIVED = ("stretches", "gaps", "shares", "customers", "begins")


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


def keeper(engine: Engine, *names: str) -> Keep:
    """Computes the named parts of a book once, as a run does; no names: every part asked for.

    Only Spark needs it: it would compute a part again wherever it is read.
    """
    if not isinstance(engine, Spark):
        return lazily

    def kept(name: str, table: ir.Table) -> ir.Table:
        if names and name not in names:
            return table
        return engine.given(engine.session.sql(engine.connection.compile(table)).toArrow())

    return kept


def kept_book(engine: Engine, given: Any, *, until: date, home: str = "CNY") -> Book:
    """A book whose tables are computed already: what measures and figures start from."""
    related = hasattr(given, "relations")
    often = (*READ_OFTEN, *LABELS) if related else READ_OFTEN
    derived = (*DERIVED, "households") if related else DERIVED
    keep = keeper(engine)
    lazy = book_of(given, until=until, home=home, keep=keeper(engine, *often))
    return replace(lazy, **{name: keep(name, getattr(lazy, name)) for name in derived})
