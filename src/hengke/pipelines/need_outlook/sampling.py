"""The rows that a night learns from: customers are drawn first, then looked at in every look.

A customer is drawn by a digest of the number, the same on every engine and in every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.features.book import Book
from hengke.engine.features.part_of_book import HAPPENED, THEIR_ACCOUNTS, book_of
from hengke.engine.needs.outlook_inputs import Asked, columns, need_inputs
from hengke.engine.portable import day
from hengke.learning.need_batches import floats
from hengke.learning.need_outlook import Sample
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.falls.sampling import DIGITS, counted
from hengke.pipelines.need_outlook.looks import Looks


@dataclass(frozen=True)
class Rows:
    """`today`: figures of everybody on the business date; `past`: those of the looks with what came
    of them, in memory; None where nothing is learnt tonight."""

    today: ir.Table
    past: pa.Table | None


def rows(catalog: Catalog, book: Book, asked: Asked, looks: Looks | None, *, as_of: date) -> Rows:
    """A book small enough is read once for both; of a larger one a part is looked at."""
    if looks is None:
        return Rows(_wide(catalog, book, asked, [as_of]), None)
    whole = counted(catalog, book.customers) * (len(looks.days) + 1)
    if whole <= asked.policy.most_rows:
        both = _wide(catalog, book, asked, sorted({*looks.days, as_of}), decided=looks.days)
        return Rows(
            both.filter(both.on == day(as_of)),
            _fetched(catalog, both.filter(both.on.isin(list(looks.days)))),
        )
    limit = format(16**DIGITS * asked.policy.most_rows // whole, f"0{DIGITS}x")
    draw = (ibis.literal("needs") + book.customers.customer_id).hexdigest("md5")
    chosen = book.customers.filter(draw.left(DIGITS) < limit).select("customer_id")
    part = book_of(book, catalog.keep("need_people", chosen), keep=_keep(catalog))
    past = _wide(catalog, part, asked, looks.days, decided=looks.days)
    return Rows(_wide(catalog, book, asked, [as_of]), _fetched(catalog, past))


def samples(past: pa.Table, asked: Asked, looks: Looks, many: int) -> list[Sample]:
    """By number of the need: the rows whose outcome is known."""
    number = {on: looks.number(on, asked.policy.step_days) for on in looks.days}
    look = np.array([number[on] for on in past["on"].to_pylist()], dtype=np.int64)
    figures = floats(past, columns(asked.policy))
    customers = past["customer_id"].to_pylist()
    found = []
    for at in range(many):
        label = floats(past, [f"label_{at}"])[f"label_{at}"]
        whole = Sample(customers, look, figures, label == 1)
        found.append(whole.rows(~np.isnan(label)))
    return found


def _wide(
    catalog: Catalog, book: Book, asked: Asked, dates: Sequence[date], *,
    decided: Sequence[date] = (),
) -> ir.Table:  # fmt: skip
    table = need_inputs(book, list(dates), asked, decided=decided, keep=catalog.apart)
    return catalog.keep("need_inputs", table)


def _fetched(catalog: Catalog, table: ir.Table) -> pa.Table:
    """Of whom something can be said, in the same order on every engine."""
    there = table.filter(table.unknown_reason.isnull())
    return catalog.arrow(there.order_by("on", "customer_id"))


def _keep(catalog: Catalog):  # type: ignore[no-untyped-def]
    """Whose accounts they are is asked often; of what happened most is never read."""

    def keep(name: str, table: ir.Table) -> ir.Table:
        if name == THEIR_ACCOUNTS:
            return catalog.keep(name, table)
        return table if name in HAPPENED else catalog.apart(name, table)

    return keep
