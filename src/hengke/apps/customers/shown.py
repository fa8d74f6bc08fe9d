"""What a page may call a customer: the full name in one's own book, a masked one elsewhere."""

from __future__ import annotations

from typing import Any

from hengke.pipelines.protection import masking
from hengke.apps.customers.models import Customer

RESPONSIBLE = ("rm", "branch_head")


def is_responsible(user: Any) -> bool:
    """Whoever sees a customer as manager or branch head answers for it; readers do not."""
    return getattr(user, "role", "") in RESPONSIBLE


def masked_name(customer: Customer) -> str | None:
    """Names of institutions are public; names of people are not."""
    return customer.name if customer.kind == "institution" else masking.name(customer.name)


def shown_name(customer: Customer, user: Any) -> str:
    """The number where no name was delivered."""
    name = customer.name if is_responsible(user) else masked_name(customer)
    return name or customer.customer_id


def masked_phone(customer: Customer) -> str | None:
    return masking.phone(customer.phone)
