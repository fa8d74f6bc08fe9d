"""Since when the bank delivers each kind of row: before that day nothing is known, not nothing."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.features.sealed import Sealed, later
from hengke.engine.features.silver import Silver
from hengke.engine.portable import bank_day

LOGIN = "login"


def begins(silver: Silver, sealed: Sealed | None = None) -> ir.Table:
    """One row of days: the first booking, the first that names its counterparty and the first that
    says who began it (`beginner`), the first log-in. Null where there is none."""
    new = _of_bookings(later(silver.transactions, "booked_on", sealed))
    logins = silver.digital_events.filter(silver.digital_events.kind == LOGIN)
    dated = logins.select(login=bank_day(logins.occurred_at))
    new = new.cross_join(later(dated, "login", sealed).agg(login=lambda t: t.login.min()))
    if sealed is None:
        return new
    both = ibis.union(sealed.begins.select(*new.columns), new)
    return both.agg(**{name: both[name].min() for name in new.columns})


def _of_bookings(bookings: ir.Table) -> ir.Table:
    return bookings.agg(
        booking=bookings.booked_on.min(),
        counterparty=bookings.booked_on.min(where=bookings.counterparty_kind.notnull()),
        beginner=bookings.booked_on.min(where=bookings.customer_initiated.notnull()),
    )
