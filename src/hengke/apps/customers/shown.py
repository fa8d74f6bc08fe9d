"""What a page may call a customer: the full name in one's own book, a masked one elsewhere."""

from __future__ import annotations

from typing import Any

from hengke.apps.customers.models import Customer
from hengke.apps.identity import api as identity


def is_responsible(user: Any) -> bool:
    """Does the person see names whole? Who serves customers has to address them."""
    return identity.view_of(user, "name") is identity.View.CLEAR


def sees_identifiers(user: Any) -> bool:
    """Masked, that is: the whole one only by unmasking."""
    return identity.view_of(user, "identifier") is not identity.View.NONE


def masked_name(customer: Customer) -> str | None:
    """Names of institutions are public; names of people are not."""
    if not customer.name:
        return None
    return _whole(customer) if customer.kind == "institution" else str(customer.name)


def shown_name(customer: Customer, user: Any) -> str:
    """The number where no name was delivered, or names are hidden from the person."""
    if identity.view_of(user, "name") is identity.View.NONE:
        return customer.customer_id
    name = _whole(customer) if is_responsible(user) else masked_name(customer)
    return name or customer.customer_id


def shown_text(text: Any, user: Any) -> str:
    """What people wrote about a customer: it may name anybody, so it is read like a name."""
    return text.readable() if is_responsible(user) else str(text)


def _whole(customer: Customer) -> str | None:
    return customer.name.readable() if customer.name else None
