"""Of whom which months are told, and why of others nothing is; what each booking counts for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import ibis
import ibis.expr.types as ir

from hengke.engine.behaviour.periods import Periods, month_of
from hengke.engine.behaviour.reasons import HISTORY_TOO_SHORT, NO_KIND
from hengke.engine.features.book import Book
from hengke.engine.features.reasons import IN_QUARANTINE, NO_EXCHANGE_RATE, NO_TRANSACTIONS
from hengke.engine.portable import day
from hengke.policies.behaviour import BehaviourPolicy

OWN, CASH, UNKNOWN = "own", "cash", "unknown"
BEGINS = ("booking", "counterparty", "beginner")


def since(book: Book, periods: Periods) -> ir.Table:
    """customer_id, first_month and BEGINS; one row per customer.

    The first month is one from whose first day bookings were delivered, or that in which the
    customer came: nothing was before. Null where no booking was delivered by the end.
    """
    joined = book.customers.select("customer_id", "known_from").cross_join(
        book.begins.select(*BEGINS)
    )
    delivered = month_of(joined.booking) + (joined.booking.day() > 1).cast("int64")
    first = ibis.greatest(month_of(joined.known_from), delivered, periods.first)
    begun = (joined.booking <= day(periods.until)).fill_null(False)
    return joined.select(
        "customer_id", *BEGINS, first_month=ibis.ifelse(begun, first, ibis.null("int64"))
    )


def counted(facts: ir.Table, since: ir.Table, policy: BehaviourPolicy) -> ir.Table:
    """The facts of months that are told, with what they count for.

    `deposit`, `earned`, `bought` yes or no; `way` of depositing, `towards` whom a flow goes or from
    whom it comes, `category` of spending: null where it is none.
    """
    rows = facts.inner_join(since.select("customer_id", "first_month"), "customer_id")
    rows = rows.filter(rows.month >= rows.first_month)
    deposits, flow, bought, spending = (
        policy.deposits, policy.flow, policy.purchases, policy.spending,
    )  # fmt: skip
    party = ibis.ifelse(
        _among(rows.kind, flow.cash_kinds), CASH, rows.party.coalesce(UNKNOWN).nullif(OWN)
    )
    return rows.select(
        *facts.columns,
        deposit=rows.into
        & _among(rows.family, deposits.families)
        & _among(rows.kind, deposits.kinds),
        way=_group(rows.channel, policy.channels),
        towards=_where(party, _among(rows.family, flow.families)),
        category=_where(
            _group(rows.kind, spending.categories),
            _among(rows.family, spending.families)
            & (~rows.into | _among(rows.kind, spending.refunds)),
        ),
        earned=rows.into & _among(rows.kind, policy.income.kinds),
        bought=rows.into & _among(rows.kind, bought.kinds) & _among(rows.family, bought.families),
    )


def with_reason(
    since: ir.Table, counted: ir.Table, unread: ir.Table, unvalued: ir.Table, *, last: int
) -> ir.Table:
    """`since` with `months` that are told and `unknown_reason` why nothing can be said."""
    kinds = counted.agg(no_kind=~counted.kind.notnull().any())
    marked = since.left_join(unread.mutate(unread=True), "customer_id").drop("customer_id_right")
    marked = marked.left_join(unvalued.mutate(unvalued=True), "customer_id").cross_join(kinds)
    months = last - marked.first_month + 1
    return marked.select(
        *since.columns,
        months=ibis.ifelse(months > 0, months, ibis.null("int64")),
        unknown_reason=ibis.cases(
            (marked.unread.fill_null(False), IN_QUARANTINE),
            (marked.first_month.isnull(), NO_TRANSACTIONS),
            (marked.no_kind.fill_null(False), NO_KIND),
            (marked.unvalued.fill_null(False), NO_EXCHANGE_RATE),
            (months <= 0, HISTORY_TOO_SHORT),
            else_=ibis.null("string"),
        ),
    )


def _among(column: ir.StringValue, words: Sequence[str]) -> ir.BooleanValue:
    return column.isin(words).fill_null(False) if words else ibis.literal(False)


def _group(column: ir.StringValue, groups: Mapping[str, Sequence[str]]) -> ir.StringValue:
    cases = [(_among(column, words), name) for name, words in groups.items() if words]
    return ibis.cases(*cases, else_=ibis.null("string")) if cases else ibis.null("string")


def _where(value: ir.StringValue, condition: ir.BooleanValue) -> ir.StringValue:
    return ibis.ifelse(condition, value, ibis.null("string"))
