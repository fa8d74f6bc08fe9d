"""Proof that nothing is lost: source = customers + unallocated. And the sums of books."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.records import UNASSIGNED
from hengke.engine.portable import whole_sum
from hengke.engine.value.amounts import AMOUNTS
from hengke.engine.value.columns import STACK
from hengke.engine.value.customers import FALLING
from hengke.engine.value.stack import stacked, with_margins

SOURCE, CUSTOMERS, UNALLOCATED = "source", "customers", "unallocated"
_OUT = {"transfer": "transfer_minor", "interest": "interest_minor"}


def value_totals(of_accounts: ir.Table, common: ir.Table, of_customers: ir.Table) -> ir.Table:
    """Three rows: what accounts and log-ins brought before it was shared out, what customers got,
    and the rest, which belongs to nobody (shares without an owner).

    Amounts that are unknown are in none of the sums; `unknown_rows` counts them.
    """
    shape = ("family", *AMOUNTS, "why")
    source = _totals(ibis.union(of_accounts.select(*shape), common.select(*shape)), SOURCE)
    shared = _totals(of_customers.select(*shape), CUSTOMERS)
    both = source.cross_join(shared.rename({f"{name}_shared": name for name in shared.columns}))
    names = [name for name in source.columns if name != "level"]
    rest = both.select(
        level=ibis.literal(UNALLOCATED),
        **{name: both[name] - both[f"{name}_shared"] for name in names if name != "unknown_rows"},
        unknown_rows=ibis.literal(0, type="int64"),
    )
    return ibis.union(source, shared, rest.select(*source.columns))


def _totals(rows: ir.Table, level: str) -> ir.Table:
    known = with_margins(rows).mutate(**{name: rows[name].coalesce(0) for name in AMOUNTS})
    margins = ("deposit_margin", "loan_margin")
    sums = known.agg(
        **{name: whole_sum(known[name]) for name in (*AMOUNTS, *margins)},
        unknown_rows=whole_sum(known.why.notnull().cast("int64")),
    )
    return sums.select(
        "balance_days", "activities", "unknown_rows",
        level=ibis.literal(level),
        **{out: sums[name] for name, out in _OUT.items()},
        **stacked(sums),
    )  # fmt: skip


def belongs(book: Book) -> ir.Table:
    """customer_id with the branch and the manager of whom the customer is."""
    return book.customers.select(
        "customer_id",
        branch_id=book.customers.branch_id.nullif("").coalesce(UNASSIGNED),
        manager_id=book.customers.manager_id.coalesce(""),
    )


def value_books(book: Book, values: ir.Table) -> ir.Table:
    """One row per branch, manager and slice of the bank (0: unknown), sums of what is known."""
    rows = values.inner_join(belongs(book), "customer_id").mutate(slice=values.slice.coalesce(0))
    return rows.group_by("branch_id", "manager_id", "slice").agg(
        customers=rows.customer_id.count(),
        negative=whole_sum((rows.profit_minor < 0).fill_null(False).cast("int64")),
        falling=whole_sum((rows.movement == FALLING).fill_null(False).cast("int64")),
        **{name: whole_sum(rows[name]) for name in STACK},
    )
