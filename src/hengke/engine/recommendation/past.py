"""What customers held of the products on the shelf on a day of the past, and took since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.portable import day


def held_then(book: Book, codes: Sequence[str], *, on: date) -> ir.Table:
    """customer_id, product_id: of accounts begun by the day and not closed by it, once each."""
    accounts = _of(book, codes)
    begun = accounts.opened_on.isnull() | (accounts.opened_on <= day(on))
    over = accounts.closed_on.notnull() & (accounts.closed_on <= day(on))
    return accounts.filter(begun & ~over).select("customer_id", "product_id").distinct()


def taken_since(
    book: Book, held: ir.Table, codes: Sequence[str], *, on: date, until: date
) -> ir.Table:
    """customer_id, product_id: accounts opened after the day and up to `until`, of products that a
    customer who held any then (`held`) did not hold; once each."""
    accounts = _of(book, codes)
    opened = accounts.filter(accounts.opened_on > day(on), accounts.opened_on <= day(until))
    found = opened.select("customer_id", "product_id").distinct()
    return found.semi_join(held, "customer_id").anti_join(held, ["customer_id", "product_id"])


@dataclass(frozen=True)
class Past:
    """What is learnt from, a row per customer and window that begins `on`: `then` with the products
    held (customer_id, product_id, on), `taken` since (the same), `crowd` with the cell of everybody
    who held any (customer_id, on, cell)."""

    then: ir.Table
    taken: ir.Table
    crowd: ir.Table


def crowds(past: Past) -> ir.Table:
    """on, cell, customers."""
    return _counted(past.crowd, "on", "cell")


def holders(past: Past) -> ir.Table:
    """on, product_id, cell, customers: who held a product, by cell."""
    return _counted(past.then.inner_join(past.crowd, list(_SAME)), "on", "product_id", "cell")


def takers(past: Past) -> ir.Table:
    """on, product_id, cell, customers: who took a product, by cell."""
    return _counted(past.taken.inner_join(past.crowd, list(_SAME)), "on", "product_id", "cell")


def held_by_takers(past: Past) -> ir.Table:
    """on, product_id, other_id, customers: who took a product and held the other one."""
    return _pairs(past.taken, past.then)


def held_by_holders(past: Past) -> ir.Table:
    """The same of who held both; a product with itself: who held it."""
    return _pairs(past.then, past.then)


_SAME = ("customer_id", "on")


def _pairs(rows: ir.Table, others: ir.Table) -> ir.Table:
    other = others.select(*_SAME, other_id="product_id")
    return _counted(rows.inner_join(other, list(_SAME)), "on", "product_id", "other_id")


def _counted(rows: ir.Table, *by: str) -> ir.Table:
    return rows.group_by(*by).agg(customers=rows.count().cast("int64"))


def _of(book: Book, codes: Sequence[str]) -> ir.Table:
    """Accounts of these products with everybody who owns a part of them."""
    accounts = book.silver.accounts.select("account_id", "product_id", "opened_on", "closed_on")
    owners = book.shares.filter(book.shares.share_ppm > 0).select("account_id", "customer_id")
    return accounts.filter(accounts.product_id.isin(list(codes))).inner_join(owners, "account_id")
