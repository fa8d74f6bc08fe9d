"""How often a customer asked about each subject lately."""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir

from hengke.engine.enquiries.columns import COUNTED, ENQUIRIES, LONG, SHORT, column
from hengke.engine.features.book import Book
from hengke.engine.features.bookings import reach_back
from hengke.engine.features.points import known_on
from hengke.engine.portable import bank_day, day
from hengke.engine.stamp import STAMP
from hengke.kernel.sentences import sentence
from hengke.policies.enquiries import EnquiriesPolicy

NO_EVENTS = sentence("what customers do online was not delivered")
TOO_SHORT = sentence("events are delivered for less than the days that are counted")


def enquiries(book: Book, *, policy: EnquiriesPolicy, as_of: date) -> ir.Table:
    """ENQUIRIES without the stamp; one row per customer known by `as_of`.

    Of who is in the log and asked nothing the number is 0. Where the log begins within the days,
    and the customer was there before it, the number is unknown: of 90 days sooner than of 30.
    """
    events = book.silver.digital_events
    dated = events.select("customer_id", "kind", "topic", asked_on=bank_day(events.occurred_at))
    begins = dated.agg(begins=dated.asked_on.min())
    rows = known_on(book, [as_of]).cross_join(begins)
    rows = rows.left_join(_counted(dated, policy, as_of), "customer_id").drop("customer_id_right")
    told = {days: reach_back(rows, rows.begins, days=days) for days in (SHORT, LONG)}
    unknown = ibis.null("int64")
    numbers = {
        column(subject, days): (
            ibis.ifelse(told[days], rows[column(subject, days)].coalesce(0), unknown)
            if policy.subjects[subject]
            else unknown
        )
        for subject, days in COUNTED
    }
    reason = ibis.cases(
        (rows.begins.isnull(), str(NO_EVENTS)), (~told[LONG], str(TOO_SHORT)),
        else_=ibis.null("string"),
    )  # fmt: skip
    return rows.select(
        "customer_id",
        **numbers,
        unknown_reason=reason,
        policy_version=ibis.literal(policy.version),
    ).select(*(name for name in ENQUIRIES if name not in STAMP))


def _counted(dated: ir.Table, policy: EnquiriesPolicy, as_of: date) -> ir.Table:
    """customer_id and a number per subject and days; who asked nothing has no row."""
    topics = sorted({topic for many in policy.subjects.values() for topic in many})
    recent = dated.filter(
        dated.asked_on <= day(as_of),
        dated.asked_on > day(as_of - timedelta(days=LONG)),
        dated.kind.isin(policy.kinds),
        dated.topic.isin(topics),
    )
    sums = {
        column(subject, days): recent.count(
            where=recent.topic.isin(policy.subjects[subject])
            & (recent.asked_on > day(as_of - timedelta(days=days)))
        ).cast("int64")
        for subject, days in COUNTED
        if policy.subjects[subject]
    }
    return recent.group_by("customer_id").agg(**sums)
