"""What the core system says about a customer: masked, dated, unknown with its reason.

A fact is a dict: `value` (None = unknown, then `unknown` says why), `as_of`, and `masked` where
something is hidden. People who are responsible for the customer see the name and the birth date;
identity numbers, telephones, addresses and accounts are masked for everybody.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hengke.apps.customers import api as customers

NOT_DELIVERED = "not_delivered"
Fact = dict[str, Any]

PLAIN = {
    "person": (
        "kind", "status", "gender", "occupation", "income_level", "region", "opened_on",
        "closed_on", "id_type",
    ),
    "institution": ("kind", "status", "industry", "region", "opened_on", "closed_on", "id_type"),
}  # fmt: skip
IDENTIFIERS = ("phone", "id_number", "email", "address")
SILENT_WHEN_EMPTY = ("closed_on",)


def fact(value: Any, *, as_of: date | None, unknown: str = NOT_DELIVERED, **more: Any) -> Fact:
    """One dated figure; an empty text counts as unknown."""
    known = value is not None and value != ""
    base = {"value": value if known else None, "as_of": as_of}
    return {**base, **more} if known else {**base, "unknown": unknown}


def facts(customer: customers.Customer, user: Any) -> dict[str, Fact]:
    """The profile in reading order."""
    as_of = customer.as_of
    found = {
        name: fact(getattr(customer, name), as_of=as_of)
        for name in PLAIN.get(customer.kind or "person", PLAIN["person"])
    }
    for name in SILENT_WHEN_EMPTY:
        if found[name]["value"] is None:
            del found[name]
    return {**found, **_dates(customer, user), **_identifiers(customer, user)}


def _dates(customer: customers.Customer, user: Any) -> dict[str, Fact]:
    as_of = customer.as_of
    found = {
        "birth_date": _birth(customer, user),
        "risk_level": fact(customer.risk_level, as_of=customer.risk_assessed_on or as_of),
        "risk_assessed_on": fact(customer.risk_assessed_on, as_of=as_of),
        "id_expires_on": fact(customer.id_expires_on, as_of=as_of),
    }
    if customer.kind == "institution":
        del found["birth_date"]
        found["founded_on"] = fact(customer.birth_date, as_of=as_of)
    return found


def _birth(customer: customers.Customer, user: Any) -> Fact:
    """Date and age for who is responsible; for others the age alone."""
    born, as_of = customer.birth_date, customer.as_of
    if born is None or as_of is None:
        return fact(None, as_of=as_of)
    age = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    if customers.is_responsible(user):
        return fact(born, as_of=as_of, age=age)
    return fact(str(born.year), as_of=as_of, age=age, masked=True)


def _identifiers(customer: customers.Customer, user: Any) -> dict[str, Fact]:
    """Masked for everybody; the page offers to see one for a purpose (customers.unmask). None for
    who does not see the class at all."""
    if not customers.sees_identifiers(user):
        return {}
    return {
        name: fact(
            str(getattr(customer, name) or "") or None,
            as_of=customer.as_of,
            masked=True,
            identifier=True,
        )
        for name in (*_name(user), *IDENTIFIERS)
    }


def _name(user: Any) -> tuple[str, ...]:
    """Whoever sees names masked, and may see one for a purpose, finds it among the identifiers."""
    asks = customers.can_unmask(user) and not customers.is_responsible(user)
    return ("name",) if asks else ()


def flags(customer: customers.Customer) -> list[str]:
    """What must be seen before anything is done, as words of `profile_words.FLAGS`."""
    found = [customer.status] if customer.status not in (None, "", "active") else []
    expiry = customer.id_expires_on
    if expiry and customer.as_of and expiry < customer.as_of:
        found.append("id_expired")
    return [flag for flag in found if flag]
