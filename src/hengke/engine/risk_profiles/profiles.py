"""Which assessment counts, and until when."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.features.book import Book
from hengke.engine.portable import day, last_day
from hengke.engine.risk_profiles.columns import RISK_PROFILES
from hengke.engine.stamp import STAMP

COLUMNS = tuple(name for name in RISK_PROFILES if name not in STAMP)
FROM_FILE = ("preference", "knowledge", "channel", "source")


def risk_profiles(book: Book, *, as_of: date, valid_months: int, version: str) -> ir.Table:
    """RISK_PROFILES without the stamp; one row per customer who was assessed by `as_of`.

    The newest assessment counts; of one day the one with the larger number, and one that only the
    customer file tells before those of earlier days. It holds for `valid_months`, less where the
    bank says an earlier last day. An assessment dated ahead is none yet.
    """
    listed = book.silver.risk_assessments
    rows = listed.select(
        "customer_id", "assessment_id", "assessed_on", "preference", "knowledge", "channel",
        "source", "valid_through", level="risk_level",
    )  # fmt: skip
    told = book.silver.customers
    told = told.filter(told.risk_level.notnull(), told.risk_assessed_on.notnull())
    file = told.select(
        "customer_id",
        assessment_id=ibis.literal(""),
        assessed_on="risk_assessed_on",
        level="risk_level",
        valid_through=ibis.null("date"),
        **{name: ibis.null("string") for name in FROM_FILE},
    )
    both = ibis.union(rows, file.select(*rows.columns))
    newest = _newest(both.filter(both.assessed_on <= day(as_of)))
    last: Any = last_day(newest.assessed_on, valid_months)
    return newest.mutate(
        expires_on=ibis.least(last, newest.valid_through.coalesce(last)),
        policy_version=ibis.literal(version),
    ).select(*COLUMNS)


def _newest(rows: ir.Table) -> ir.Table:
    turn = ibis.row_number().over(
        group_by="customer_id", order_by=[rows.assessed_on.desc(), rows.assessment_id.desc()]
    )
    placed = rows.mutate(turn=turn)
    return placed.filter(placed.turn == 0).drop("turn")
