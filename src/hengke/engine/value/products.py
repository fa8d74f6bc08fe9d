"""What a book brings by product and month, in sums that add up to those of books and sources.

A part of a customer counts in the sums of books only where it is known of all products and months
together (`customers.values`). So a row stands here twice at most: `counted` is what the sums of
books hold, `apart` what is known of customers of whom the part is not known as a whole. Over all
rows, counted = `value_books` and counted + apart = the customers of `value_totals`, to the minor
unit: all three are sums of the same whole amounts of months.
"""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.records import UNASSIGNED
from hengke.engine.portable import day, whole_sum
from hengke.engine.value.columns import STACK
from hengke.engine.value.stack import PLAIN, stacked, with_margins
from hengke.engine.value.totals import belongs

COUNTED, APART = "counted", "apart"
BRANCH, MANAGER = "branch", "manager"
BY = ("branch_id", "manager_id", "product_id", "family", "month_on")
_SUMMED = ("transfer", "interest", *PLAIN)
_NUMBERS = ("customers", "unknown_rows", *STACK)


def placed(book: Book, values: ir.Table) -> ir.Table:
    """customer_id, branch_id, manager_id, STACK and `whole` (every part is known), one row per
    customer known by the end of the months."""
    known = values.select("customer_id", *STACK, whole=values.eva_minor.notnull())
    return belongs(book).inner_join(known, "customer_id")


def of_managers(monthly: ir.Table, parts: ir.Table, people: ir.Table, last: date) -> ir.Table:
    """BY, standing and numbers; `monthly` as `amounts.of_customers` gives it, `parts` as
    `customers.value_parts` does, `people` as `placed` does.

    `customers` counts whoever had the product in any of the months, once: at the last month, so
    that sums over months count nobody twice.
    """
    whole = people.filter(people.whole)
    loose = monthly.anti_join(whole, "customer_id")
    rows = ibis.union(
        _of_whole(monthly, whole), *_of_loose(loose, people), _held(parts, people, last)
    )
    sums = _summed(rows, (*BY, "standing"))
    return sums.filter(ibis.or_(*(sums[name] != 0 for name in _NUMBERS)))


def value_products(of_managers: ir.Table, products: ir.Table) -> ir.Table:
    """Rows of managers, and the same summed up by branch, so that nobody who reads the whole bank
    adds up the rows of every manager; `level` says which."""
    of_branches = _summed(
        of_managers.mutate(manager_id=ibis.literal("")), (*BY, "standing")
    )  # fmt: skip
    columns = (*BY, "standing", *_NUMBERS)
    rows = ibis.union(
        of_managers.select(*columns, level=ibis.literal(MANAGER)),
        of_branches.select(*columns, level=ibis.literal(BRANCH)),
    )
    named = rows.left_join(products.select("product_id", product_name="name"), "product_id")
    return named.drop("product_id_right")


def _of_whole(monthly: ir.Table, whole: ir.Table) -> ir.Table:
    """Nearly all rows: each amount is known, so parts may be made of the sums."""
    rows = monthly.inner_join(whole.select("customer_id", "branch_id", "manager_id"), "customer_id")
    sums = rows.group_by(*BY).agg(
        **{name: whole_sum(rows[name]) for name in _SUMMED},
        unknown_rows=whole_sum(rows.why.notnull().cast("int64")),
    )
    sums = with_margins(sums)
    return _shaped(sums, COUNTED, **stacked(sums), unknown_rows=sums.unknown_rows)


def _of_loose(monthly: ir.Table, people: ir.Table) -> tuple[ir.Table, ir.Table]:
    """Of customers of whom something is unknown, or who have no value at all."""
    joined = monthly.left_join(people, "customer_id").drop("customer_id_right")
    rows = with_margins(joined).mutate(
        branch_id=joined.branch_id.coalesce(UNASSIGNED), manager_id=joined.manager_id.coalesce("")
    )
    rows = rows.mutate(
        **{name: rows[name].coalesce(0) for name in (*PLAIN, "deposit_margin", "loan_margin")}
    )
    amounts, nothing = stacked(rows), ibis.literal(0, type="int64")
    counted = {name: ibis.ifelse(rows[name].notnull(), amounts[name], nothing) for name in STACK}
    apart = {name: ibis.ifelse(rows[name].notnull(), nothing, amounts[name]) for name in STACK}
    unknown = rows.why.notnull().cast("int64")
    return (
        _shaped(rows, COUNTED, **counted),
        _shaped(rows, APART, **apart, unknown_rows=unknown),
    )


def _held(parts: ir.Table, people: ir.Table, last: date) -> ir.Table:
    rows = parts.select("customer_id", "product_id", "family").inner_join(
        people.select("customer_id", "branch_id", "manager_id"), "customer_id"
    )
    held = rows.group_by("branch_id", "manager_id", "product_id", "family").agg(n=_.count())
    return _shaped(held.mutate(month_on=day(last)), COUNTED, customers=held.n)


def _shaped(rows: ir.Table, standing: str, **found: ir.Value) -> ir.Table:
    nothing = ibis.literal(0, type="int64")
    values = {**dict.fromkeys(_NUMBERS, nothing), **found}
    return rows.select(
        *BY,
        standing=ibis.literal(standing),
        **{f"_{name}": values[name].cast("int64") for name in _NUMBERS},
    ).rename({name: f"_{name}" for name in _NUMBERS})


def _summed(rows: ir.Table, by: tuple[str, ...]) -> ir.Table:
    return rows.group_by(*by).agg(**{name: whole_sum(rows[name]) for name in _NUMBERS})
