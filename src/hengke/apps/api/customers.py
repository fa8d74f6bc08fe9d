"""Customers: the list with the filters of the page, one customer, holdings and bookings."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from hengke.apps.api import paging, taking
from hengke.apps.api.amounts import Money, money
from hengke.apps.api.list_filters import ListFilters, has_tiers, understood
from hengke.apps.api.operations import reads
from hengke.apps.api.paging import Asked, Listed
from hengke.apps.api.words import Key
from hengke.apps.customers import api as customers
from hengke.apps.identity import api as identity
from hengke.apps.tiering import api as tiering
from hengke.apps.workbench import api as workbench
from hengke.web import amounts
from hengke.web.answers import Moved
from hengke.web.paging import page

router = Router(tags=["Customers"])
READ = "customers.read"


class CustomerRow(Schema):
    """A customer in a list. The name is masked where the caller's post sees it masked."""

    customer_id: str = Field(..., examples=["C10200000"])
    name: str = Field(..., examples=["陈**"])
    kind: str | None = Field(None, examples=["person"])
    status: str | None = Field(None, examples=["active"])
    branch_id: str = Field(..., examples=["B001"])
    manager_id: str = Field("", description="Empty: nobody is in charge.", examples=["S0001"])
    assets: Money
    tier: str | None = Field(
        None, description="Effective tier of the asked policy.", examples=["gold"]
    )
    as_of: date | None = Field(None, description="The day that the row is about.")


class Fact(Schema):
    """One field of the record. Identifiers are masked for everybody."""

    name: str = Field(..., examples=["phone"])
    value: str | None = Field(None, examples=["138****1234"])
    masked: bool = False
    as_of: date | None = None
    reason: str | None = Field(None, description="Why it is unknown.", examples=["not_delivered"])


class CustomerOut(CustomerRow):
    """One customer."""

    liabilities: Money
    household_id: str | None = None
    merged_numbers: list[str] = Field(
        default_factory=list, description="Numbers that were merged into this one."
    )
    flags: list[str] = Field(default_factory=list, description="What to see first.")
    facts: list[Fact]


class HoldingOut(Schema):
    """One account held; the account number is masked."""

    account: str | None = Field(None, examples=["622202******1234"])
    product: str | None = Field(None, examples=["Term deposit"])
    family: str | None = Field(None, examples=["term_deposit"])
    role: str | None = Field(None, examples=["owner"])
    share: float | None = Field(None, ge=0, examples=[1.0])
    balance: Money
    home: Money = Field(..., description="In the currency of the home.")
    balance_date: date | None = None
    opened_on: date | None = None
    matures_on: date | None = None
    rate: float | None = Field(None, examples=[0.0215])


class MovementOut(Schema):
    """One booking; the account number is masked."""

    booked_on: date | None = None
    account: str | None = Field(None, examples=["622202******1234"])
    amount: Money
    kind: str | None = Field(None, examples=["transfer_out"])
    channel: str | None = Field(None, examples=["mobile"])
    counterparty_kind: str | None = Field(None, examples=["own_other_bank"])


class CustomerFilters(Asked, ListFilters):
    """The filters of the page, its order, and which page of the list."""


@reads(router, "/customers", Listed[CustomerRow], right=READ, name="customers")
def listed(
    request: HttpRequest, response: HttpResponse, asked: CustomerFilters = Query(...)
) -> dict[str, Any]:
    """Customers of the caller's book.

    Filters and order are those of the customer list. A value that cannot be understood is refused.
    """
    after = paging.place(request, asked)
    filters = understood(request)
    reader = workbench.reader_of(request, policy=filters.policy)
    has_tiers(reader.ladder, *filters.tier, filters.was)
    found, turned = workbench.turned(
        reader, workbench.sought(reader, filters), size=asked.limit, after=after
    )
    taking.told(request, [row.pk for row in found])
    return paging.answered(request, response, rows(found, reader), turned.after)


@reads(router, "/customers/{path:customer_id}/holdings", Listed[HoldingOut], right=READ,
       name="customer-holdings")  # fmt: skip
def holdings(
    request: HttpRequest, response: HttpResponse, customer_id: Key, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """What a customer holds.

    Largest first; by account where the caller does not see amounts whole.
    """
    owner = found(request, customer_id)
    rows = customers.holdings(*owner.shown_numbers)
    after = paging.place(request, asked)
    order = "-home_minor" if amounts.are_whole() else "account_id"
    turned = page(rows, sort=order, key="account_id", size=asked.limit, cursor=after)
    shown = zip(turned.rows, workbench.holding_rows(turned.rows), strict=True)
    told = [_holding(request.user, row, masked, owner.currency) for row, masked in shown]
    return paging.answered(request, response, told, turned.next_cursor)


@reads(router, "/customers/{path:customer_id}/movements", Listed[MovementOut], right=READ,
       name="customer-movements")  # fmt: skip
def movements(
    request: HttpRequest, response: HttpResponse, customer_id: Key, asked: Asked = paging.Paged
) -> dict[str, Any]:
    """A customer's bookings, newest first."""
    rows = customers.bookings(*found(request, customer_id).shown_numbers)
    after = paging.place(request, asked)
    turned = page(rows, sort="-booked_on", key="transaction_id", size=asked.limit, cursor=after)
    shown = zip(turned.rows, workbench.movement_rows(turned.rows), strict=True)
    told = [_movement(request.user, row, masked) for row, masked in shown]
    return paging.answered(request, response, told, turned.next_cursor)


def one(request: HttpRequest, customer_id: Key) -> CustomerOut:
    """One customer.

    The record as the page of the customer shows it, field by field with its day.
    """
    row = found(request, customer_id)
    reader = workbench.reader_of(request)
    base = rows([row], reader)[0]
    facts = workbench.facts(row, request.user)
    return CustomerOut(
        **base.model_dump(),
        liabilities=money(request.user, row.liability_minor, row.currency),
        household_id=row.household_id,
        merged_numbers=list(row.numbers.also) if row.numbers else [],
        flags=workbench.flags(row),
        facts=[_fact(name, told) for name, told in facts.items()],
    )


def found(request: HttpRequest, customer_id: str, action: str = READ) -> customers.Customer:
    """A customer of somebody else's book does not exist for the caller; who asked is written down
    as for a page. A number that was merged away answers with the survivor."""
    if "\x00" in customer_id:
        raise Http404
    try:
        return customers.opened(request.user, customer_id, page="called", action=action)
    except Moved as moved:
        return customers.opened(request.user, moved.new, page="called")


def rows(found: list[customers.Customer], reader: workbench.Reader) -> list[CustomerRow]:
    """Rows in the order of the customers; tiers by one query."""
    placed: dict[str, Any] = {}
    if reader.ladder and identity.may(reader.user, "tiering.read"):
        numbers = [row.pk for row in found]
        placed = tiering.positions_of(numbers, user=reader.user, policy=reader.policy)
    return [_row(row, reader.user, placed.get(row.pk)) for row in found]


def _row(row: customers.Customer, user: Any, position: Any) -> CustomerRow:
    return CustomerRow(
        customer_id=row.pk,
        name=str(customers.shown_name(row, user)),
        kind=row.kind,
        status=row.status,
        branch_id=row.branch_id,
        manager_id=row.manager_id,
        assets=money(user, row.aum_minor, row.currency),
        tier=position.effective_tier if position else None,
        as_of=row.as_of,
    )


def _fact(name: str, told: dict[str, Any]) -> Fact:
    value = told["value"]
    return Fact(
        name=name, value=None if value is None else str(value), masked=told.get("masked", False),
        as_of=told["as_of"], reason=told.get("unknown"),
    )  # fmt: skip


def _holding(
    user: Any, row: customers.Holding, masked: dict[str, Any], home: str | None
) -> HoldingOut:
    return HoldingOut(
        account=_text(masked["account"]), product=_text(masked["product"]), family=row.family,
        role=row.role, share=masked["share"], rate=masked["rate"],
        balance=money(user, row.balance_minor, row.currency),
        home=money(user, row.home_minor, home, unknown="no_exchange_rate"),
        balance_date=row.balance_date, opened_on=row.opened_on, matures_on=row.matures_on,
    )  # fmt: skip


def _movement(user: Any, row: customers.Movement, masked: dict[str, Any]) -> MovementOut:
    return MovementOut(
        booked_on=row.booked_on, account=_text(masked["account"]), kind=row.kind,
        amount=money(user, row.amount_minor, row.currency), channel=row.channel,
        counterparty_kind=row.counterparty_kind,
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


# Behind whatever ends in a word of its own: a customer's number may hold a slash.
last = Router(tags=["Customers"])
one = reads(last, "/customers/{path:customer_id}", CustomerOut, right=READ, name="customer")(one)
