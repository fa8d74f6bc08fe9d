"""The one way by which a page opens a customer: looked for in the own book, and written down."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from hengke.apps.audit.api import missed, seen
from hengke.apps.customers.models import Customer
from hengke.apps.customers.queries import visible_to


def opened(user: Any, customer_id: str, *, page: str) -> Customer:
    """A customer of somebody else's book does not exist for the person; that one was asked for is
    written down as well."""
    customer = visible_to(user).filter(pk=customer_id).first()
    if customer is None:
        missed(user, page="foreign")
        raise Http404
    seen(user, customer.pk, page=page)
    return customer
