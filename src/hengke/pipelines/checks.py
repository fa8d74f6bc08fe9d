"""What the bank's tables leave open, counted for the notes of a run; nothing is changed by it."""

from __future__ import annotations

import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.features.holders import check_shares
from hengke.engine.features.households import check_households
from hengke.engine.features.running import check_drift, check_order
from hengke.engine.portable import day
from hengke.kernel.money import decimal_string
from hengke.kernel.sentences import sentence
from hengke.pipelines.catalog import Catalog


def data_notes(catalog: Catalog, book: Book) -> list[str]:
    """One sentence per check that found something."""
    days = book.running.filter(book.running.on <= day(book.until))
    links = check_households(book.households, book.silver.relations, on=book.until)
    shares, unclear = _rows(catalog, check_shares(book.shares)), _rows(catalog, check_order(days))
    accounts, most = _drift(catalog, days)
    relatives = _rows(catalog, links) // 2  # a link is found from both of its sides
    found = [
        (accounts, sentence(
            "Accounts whose bookings do not add up to their running balance: {count:,}, at most "
            "{most} off.", count=accounts, most=decimal_string(most),
        )),
        (unclear, sentence(
            "Days whose closing balance cannot be told from the bookings: {count:,}.",
            count=unclear,
        )),
        (shares, sentence(
            "Accounts whose owners' shares do not make a whole: {count:,}.", count=shares,
        )),
        (relatives, sentence(
            "Relations whose two sides are in different households, the chain being too long: "
            "{count:,}.", count=relatives,
        )),
    ]  # fmt: skip
    return [note for count, note in found if count]


def _rows(catalog: Catalog, found: ir.Table) -> int:
    return int(catalog.arrow(found.agg(rows=found.count()))["rows"][0].as_py())


def _drift(catalog: Catalog, days: ir.Table) -> tuple[int, int]:
    """How many accounts drift, and the largest drift in minor units."""
    found = check_drift(days)
    summed = found.agg(rows=found.count(), most=found.detail.cast("int64").max())
    row = catalog.arrow(summed).to_pylist()[0]
    return int(row["rows"]), int(row["most"] or 0)
