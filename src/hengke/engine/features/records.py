"""The customer's record as the workbench shows it, with household and what is owned and owed."""

from __future__ import annotations

from datetime import date

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.features.book import Book
from hengke.engine.features.households import in_force
from hengke.engine.features.points import assets_on, held, owned
from hengke.engine.portable import day, whole_sum
from hengke.engine.results import INDEXES
from hengke.engine.schemas import LIABILITY_FAMILIES

UNASSIGNED = "unassigned"
"""The branch of whoever the bank's files assign to none."""
AS_DELIVERED = (
    "customer_id", "kind", "name", "gender", "birth_date", "id_type", "id_number", "phone",
    "email", "address", "region", "occupation", "industry", "income_level", "risk_level",
    "risk_assessed_on", "id_expires_on", "closed_on", "status",
)  # fmt: skip


def customer_records(book: Book, *, as_of: date, assets: ir.Table | None = None) -> ir.Table:
    """One row per customer known by the day, in the columns of CUSTOMER_RECORDS.

    `assets` are `points.assets_on` of the day where they were computed already. Household assets
    are the sum of what the members own: a joint account is shared out first, so nothing is counted
    twice.
    """
    people = book.silver.customers.select(*AS_DELIVERED, *INDEXES)
    known = book.customers.filter(book.customers.known_from <= day(as_of))
    belongs = known.select("customer_id", "opened_on", "branch_id", "manager_id")
    sums = _sums(book, as_of, assets_on(book, [as_of]) if assets is None else assets)
    joined = people.inner_join(belongs, "customer_id").left_join(sums, "customer_id")
    joined = joined.drop("customer_id_right")
    return joined.select(
        *AS_DELIVERED, *INDEXES, "opened_on", "household_id", "household_aum_minor", "aum_minor",
        "liability_minor",
        branch_id=joined.branch_id.nullif("").coalesce(UNASSIGNED),
        manager_id=joined.manager_id.coalesce(""),
        currency=ibis.literal(book.home),
    )  # fmt: skip


def debts_on(book: Book, on: date) -> ir.Table:
    """customer_id, minor: what is owed, as a positive amount; null where it is unknown.

    A loan without balances is taken from its last status, in home currency only.
    """
    known = held(book, [on], families=LIABILITY_FAMILIES)
    stated = _outstanding(book, on)
    joined = known.left_join(stated, "account_id")
    amounts = joined.select("account_id", "on", minor=(-joined.minor).coalesce(joined.outstanding))
    return owned(book, amounts).select("customer_id", "minor")


def related(book: Book, *, on: date) -> ir.Table:
    """Relations in force, one row per pair of customers and kind, as delivered."""
    rows = in_force(book.silver.relations, on=on)
    return rows.select("customer_id", "related_id", "kind", "share_ppm")


def org_units(book: Book) -> ir.Table:
    """Branches and staff, as delivered."""
    return book.silver.organisation.select("org_id", "kind", "name", "parent_id", "post")


def _sums(book: Book, on: date, assets: ir.Table) -> ir.Table:
    """Own and household assets and own debts; one row per customer.

    Where nobody in the bank's files owes anything, debts were not delivered: they are unknown.
    """
    own = assets.select("customer_id", aum_minor="minor")
    owing = debts_on(book, on).select("customer_id", debt="minor").mutate(owes=True)
    members = book.households.inner_join(own, "customer_id")
    pooled = members.group_by("household_id").agg(
        total=whole_sum(_.aum_minor), unknown=_.aum_minor.isnull().cast("int64").max()
    )
    pooled = pooled.select(
        "household_id",
        household_aum_minor=ibis.ifelse(pooled.unknown == 1, ibis.null("int64"), pooled.total),
    )
    joined = members.inner_join(pooled, "household_id").left_join(owing, "customer_id")
    return joined.select(
        "customer_id", "household_id", "aum_minor", "household_aum_minor",
        liability_minor=ibis.cases(
            (joined.owes.notnull(), joined.debt), (owing.count().as_scalar() > 0, 0), else_=None
        ),
    )  # fmt: skip


def _outstanding(book: Book, on: date) -> ir.Table:
    """account_id, outstanding: principal still owed by the last status up to the day."""
    rows = book.silver.loan_status
    rows = rows.filter(rows.status_date <= day(on), rows.currency == book.home)
    latest = ibis.row_number().over(
        ibis.window(group_by=rows.account_id, order_by=rows.status_date.desc())
    )
    newest = rows.mutate(place=latest).filter(_.place == 0)
    return newest.select("account_id", outstanding="outstanding_minor")
