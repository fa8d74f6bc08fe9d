"""What each customer holds, account by account."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.holders import parts, split
from hengke.engine.features.last_known import before_gaps, covering, unknown_since
from hengke.engine.portable import LONG_AGO, day, plus_days


def holdings(book: Book, *, as_of: date) -> ir.Table:
    """One row per customer and account that is open or not empty, disponents with share 0.

    `balance_minor` is that of the whole account in its own currency, `home_minor` the customer's
    part of it in home currency. Where the balance of the day is unknown, the last known one stands
    with its own `balance_date`.
    """
    accounts = book.silver.accounts
    products = book.silver.products.select("product_id", "family", product_name="name")
    lines = accounts.left_join(products, "product_id").drop("product_id_right")
    balances = _last_known(book, as_of)
    lines = lines.left_join(balances, "account_id").drop("account_id_right")
    begun = lines.opened_on.isnull() | (lines.opened_on <= day(as_of))
    closed = (lines.status == "closed") | (lines.closed_on <= day(as_of))
    nothing = lines.native_minor.coalesce(0) == 0
    lines = lines.filter(begun & ~(closed.coalesce(False) & nothing))
    joined = lines.drop("customer_id").inner_join(_holders(book), "account_id")
    owned = _parts(book, balances)
    joined = joined.left_join(owned, ["account_id", "customer_id"])
    return joined.select(
        "customer_id", "account_id", "product_id", "product_name", "family", "role", "share_ppm",
        "currency", "opened_on", "matures_on", "rate_e8", "balance_date",
        balance_minor=joined.native_minor,
        home_minor=ibis.ifelse(joined.share_ppm == 0, 0, joined.home_minor),
    )  # fmt: skip


def _last_known(book: Book, on: date) -> ir.Table:
    """account_id, native_minor, minor, balance_date: the balance of the day or the last before it.

    An account without a row on a day that is known was empty. Null where nothing was known since
    its opening.
    """
    holding = book.stretches.filter(*covering(on)).select("account_id", "native_minor", "minor")
    ended = before_gaps(book, on).select("account_id", "native_minor", "minor")
    told = ibis.union(holding, ended).mutate(told=True)
    accounts = book.silver.accounts.select(
        "account_id", born_on=_.opened_on.coalesce(day(LONG_AGO))
    )
    joined = accounts.left_join(told, "account_id").drop("account_id_right")
    joined = joined.left_join(unknown_since(book, on), "account_id")
    never = joined.told.isnull() & (joined.since <= joined.born_on).fill_null(False)
    nothing = ibis.ifelse(never, ibis.null("int64"), 0)
    return joined.select(
        "account_id",
        native_minor=ibis.ifelse(joined.told.notnull(), joined.native_minor, nothing),
        minor=ibis.ifelse(joined.told.notnull(), joined.minor, nothing),
        balance_date=ibis.cases(
            (joined.since.isnull(), day(on)), (never, ibis.null("date")),
            else_=plus_days(joined.since, -1),
        ),
    )  # fmt: skip


def _holders(book: Book) -> ir.Table:
    """account_id, customer_id, role, share_ppm: owners by share, and who may dispose of it."""
    named = book.silver.account_holders.select("account_id", "customer_id", "role")
    owners = book.shares.select("account_id", "customer_id", "share_ppm")
    roles = owners.left_join(named, ["account_id", "customer_id"])
    owning = roles.select(
        "account_id", "customer_id", "share_ppm", role=roles.role.coalesce("owner")
    )
    others = named.anti_join(owners, ["account_id", "customer_id"])
    return ibis.union(
        owning,
        others.select(
            "account_id", "customer_id", share_ppm=ibis.literal(0, type="int64"), role="role"
        ),
    )


def _parts(book: Book, amounts: ir.Table) -> ir.Table:
    """account_id, customer_id, home_minor: each owner's part of the balance in home currency."""
    whole = amounts.select("account_id", "minor", on="balance_date")
    shared = split(whole, parts(book.shares, joint="share"))
    return shared.select("account_id", "customer_id", home_minor="minor")
