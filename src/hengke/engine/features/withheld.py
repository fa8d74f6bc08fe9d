"""What rows in quarantine leave unknown: accounts, owners, and days of accounts.

The import refuses a row that it cannot read and keeps what is known of it (`withheld`). Whoever it
may concern is unknown for those days; no account is taken for empty because its row was refused.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.holders import WHOLE_PPM
from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.features.reasons import IN_QUARANTINE, NO_ACCOUNTS
from hengke.engine.features.silver import Silver
from hengke.engine.portable import FAR_AHEAD, LONG_AGO, day

SHARES = ("account_id", "customer_id", "share_ppm", "first")
GAPS = ("account_id", "family", "from_on", "until_on", "reason")


def lost_days(silver: Silver, table: str) -> ir.Table:
    """account_id, from_on, through_on (both in), observed: days of which a row of `table` may be.

    One row per account and first day. The two days are the same where the row's day is known.
    """
    rows = _withheld(silver, table).filter(_.account_id.notnull())
    days = rows.select(
        "account_id",
        from_on=rows.from_on.coalesce(day(LONG_AGO)),
        through_on=rows.through_on.coalesce(day(FAR_AHEAD)),
        observed=rows.observed.coalesce("change"),
    )
    return days.group_by("account_id", "from_on").agg(
        through_on=_.through_on.max(), observed=_.observed.min()
    )


def outside(rows: ir.Table, lost: ir.Table) -> ir.Table:
    """Rows (account_id, on) on days of which no row was lost."""
    return rows.anti_join(
        lost,
        [
            rows.account_id == lost.account_id,
            rows.on >= lost.from_on,
            rows.on <= lost.through_on,
        ],
    )


def veiled(silver: Silver) -> ir.Table:
    """account_id: accounts that are known, and whose owners are not."""
    holders = _withheld(silver, "account_holders")
    lost = holders.anti_join(silver.account_holders, ["account_id", "customer_id"])
    return silver.accounts.semi_join(lost, "account_id").select("account_id")


def shares(silver: Silver, known: ir.Table) -> ir.Table:
    """Rows for holders.shares: whom an unknown account, or an account of unknown owners, concerns.

    Each is named with the whole of it: nobody's part is known. `known` are the shares there are.
    """
    unclear = ibis.union(_missing(silver).select("account_id"), veiled(silver))
    rows = silver.withheld.filter(
        _.table.isin(["accounts", "account_holders"]), _.customer_id.notnull()
    )
    named = rows.semi_join(unclear, "account_id").select("account_id", "customer_id")
    named = ibis.union(named, _none_at_all(silver)).distinct()
    fresh = named.anti_join(known, ["account_id", "customer_id"])
    return fresh.mutate(
        share_ppm=ibis.literal(WHOLE_PPM, type="int64"), first=ibis.literal(True)
    ).select(*SHARES)


def gaps(silver: Silver, accounts: ir.Table, *, until: date) -> ir.Table:
    """Rows for gaps.gaps: accounts that are missing, and accounts of unknown owners."""
    tomorrow = day(until + timedelta(days=1))
    missing = _missing(silver).select(
        "account_id", family=ibis.literal(UNKNOWN_FAMILY), from_on="from_on", until_on=tomorrow,
        reason=ibis.literal(IN_QUARANTINE),
    )  # fmt: skip
    hidden = accounts.semi_join(veiled(silver), "account_id").select(
        "account_id", "family", from_on="born_on", until_on="gone_on",
        reason=ibis.literal(IN_QUARANTINE),
    )  # fmt: skip
    nothing = _none_at_all(silver).select(
        "account_id", family=ibis.literal(UNKNOWN_FAMILY), from_on=day(LONG_AGO),
        until_on=tomorrow, reason=ibis.literal(NO_ACCOUNTS),
    )  # fmt: skip
    found = ibis.union(missing.select(*GAPS), hidden.select(*GAPS), nothing.select(*GAPS))
    return found.filter(found.from_on < found.until_on)


def _withheld(silver: Silver, table: str) -> ir.Table:
    return silver.withheld.filter(silver.withheld.table == table)


def _missing(silver: Silver) -> ir.Table:
    """account_id, from_on: accounts known only by a row in quarantine."""
    rows = _withheld(silver, "accounts").anti_join(silver.accounts, "account_id")
    dated = rows.select("account_id", from_on=rows.from_on.coalesce(day(LONG_AGO)))
    return dated.group_by("account_id").agg(from_on=_.from_on.min())


def _none_at_all(silver: Silver) -> ir.Table:
    """account_id, customer_id: where no account was delivered, everybody has one nobody knows."""
    none = silver.accounts.agg(accounts=_.count()).filter(_.accounts == 0)
    everybody = silver.customers.select("customer_id").cross_join(none)
    return everybody.select(account_id="customer_id", customer_id="customer_id")
