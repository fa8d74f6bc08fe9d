"""Enquiries by customer, subject and month: the course that the log of events keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.portable import bank_day, day
from hengke.kernel.periods import month_start
from hengke.policies.enquiries import EnquiriesPolicy


def enquiries_by_month(
    book: Book,
    people: ir.Table,
    ends: Sequence[date],
    *,
    policy: EnquiriesPolicy,
    subjects: Sequence[str],
) -> ir.Table:
    """One row per customer who asked, subject and month: row, subject, place (of the month among
    `ends`), n. `people` has customer_id and row. Who asked nothing has no row."""
    events = book.silver.digital_events
    dated = events.select("customer_id", "kind", "topic", on=bank_day(events.occurred_at))
    within = dated.filter(
        dated.on >= day(month_start(ends[0])), dated.on <= day(ends[-1]),
        dated.kind.isin(policy.kinds),
    )  # fmt: skip
    place = ibis.cases(
        *((within.on <= day(end), ibis.literal(at, "int64")) for at, end in enumerate(ends)),
        else_=ibis.null("int64"),
    )
    topics = {one: sorted(policy.subjects[one]) for one in subjects if policy.subjects[one]}
    if not topics:
        return within.limit(0).select(
            row=ibis.literal(0, "int64"), subject=ibis.literal(""), place=place,
            n=ibis.literal(0, "int64"),
        )  # fmt: skip
    parts = [
        within.filter(within.topic.isin(found)).select(
            "customer_id", subject=ibis.literal(one), place=place
        )
        for one, found in topics.items()
    ]
    rows = parts[0] if len(parts) == 1 else ibis.union(*parts)
    rows = rows.inner_join(people.select("customer_id", "row"), "customer_id")
    return rows.group_by("row", "subject", "place").agg(n=rows.count().cast("int64"))


def since(book: Book, people: ir.Table) -> ir.Table:
    """row, known_from, begins (of the log; null where none was delivered); one row per customer."""
    events = book.silver.digital_events
    begins = events.agg(begins=bank_day(events.occurred_at).min())
    known = book.customers.select("customer_id", "known_from")
    found = people.select("customer_id", "row").inner_join(known, "customer_id")
    return found.cross_join(begins).select("row", "known_from", "begins")
