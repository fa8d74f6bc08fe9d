"""Laying one number onto another, and taking it back; each with one audit row of ids only.

Whether it may be done, and that a second person agreed, is the business of `duplicates`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.customers.merged_models import Redirect, Surviving
from hengke.kernel.errors import Refused

Kept = Mapping[str, Mapping[str, str]]


@transaction.atomic
def redirect(
    customer_id: str, *, to: str, kept: Sequence[Kept], by: Any, now: datetime, **ids: Any
) -> None:
    """`customer_id` leads to `to`, which has the values of `kept`, the later over the earlier.

    A number that survived another stays a survivor, so that no redirect leads to a redirect.
    """
    _check_free(customer_id, to)
    Redirect.objects.create(customer_id=customer_id, survivor_id=to, since=now)
    _lay(to, kept)
    record("customers.merged", by=by, target=customer_id, survivor=to, **ids)


@transaction.atomic
def lift(
    customer_id: str, *, to: str, kept: Sequence[Kept], by: Any, now: datetime, **ids: Any
) -> None:
    """The number answers for itself again; `kept` is what is left for `to` of other merges."""
    gone, _of = Redirect.objects.filter(pk=customer_id, survivor_id=to).delete()
    if not gone:
        raise Refused(
            _("These two numbers are not merged any more."), next_step=_("Load the page again.")
        )
    _lay(to, kept)
    record("customers.unmerged", by=by, target=customer_id, survivor=to, **ids)


def _check_free(customer_id: str, to: str) -> None:
    both = Redirect.objects.select_for_update().filter(customer_id__in=(customer_id, to))
    if both.exists():
        raise Refused(
            _("One of the two was merged into another customer already."),
            next_step=_("Undo that merge first, or compare with the one who survived."),
        )
    if Redirect.objects.select_for_update().filter(survivor_id=customer_id).exists():
        raise Refused(
            _("%(number)s has taken in another customer, so it stays.") % {"number": customer_id},
            next_step=_("Let it be the one who survives."),
        )


def _lay(customer_id: str, kept: Sequence[Kept]) -> None:
    """One row as long as anybody is merged into the customer, also where no value came along."""
    together: dict[str, Any] = {}
    for one in kept:
        together.update(one)
    if kept:
        Surviving.objects.update_or_create(pk=customer_id, defaults={"kept": together})
    else:
        Surviving.objects.filter(pk=customer_id).delete()
