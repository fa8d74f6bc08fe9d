"""The one way by which a page opens a customer: looked for in the own book, and written down."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from hengke.apps.audit.api import missed, seen
from hengke.apps.customers.merged import numbers_of, survivor_of
from hengke.apps.customers.models import Customer
from hengke.apps.customers.queries import READ, visible_to
from hengke.apps.customers.surviving import SURVIVING
from hengke.web.answers import Moved


def opened(user: Any, customer_id: str, *, page: str, action: str = READ) -> Customer:
    """The customer, if `action` reaches so far: who may read a branch may write in less of it. A
    customer of somebody else's book does not exist for the person; that one was asked for is
    written down as well. A number that was merged away leads to the survivor's page (`Moved`)."""
    customer = visible_to(user, action).filter(pk=customer_id).first()
    if customer is None:
        look_further(user, customer_id)
        missed(user, page="foreign")
        raise Http404
    seen(user, customer.pk, page=page)
    if getattr(customer, SURVIVING, None) is not None:
        customer.numbers = numbers_of(user, customer.pk)
    return customer  # type: ignore[no-any-return]


def look_further(user: Any, customer_id: str) -> None:
    """Raises `Moved` where the number was merged into a customer whom the person may see."""
    survivor = survivor_of(customer_id)
    if survivor and visible_to(user).filter(pk=survivor).exists():
        raise Moved(customer_id, survivor)
