"""A correction of what the core system owns, as a request that a second person decides.

A yes passes it on to whoever keeps the core system; it is done when the core system delivers the
value. Where a correction stands is not kept: it follows from its request and from the delivery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind, State
from hengke.apps.customers import queries, record_fields
from hengke.apps.customers import record_values as values
from hengke.apps.customers.models import Customer
from hengke.apps.customers.record_models import PERSON, Correction
from hengke.apps.customers.shown import is_responsible, shown_name
from hengke.apps.identity import api as identity
from hengke.kernel import clock

KIND, CUSTOMER = "customers.correction", "customer"
ASK, DECIDE = "customers.correct", "customers.decide_correction"
WAITING, PASSED_ON, REJECTED, ENDED = "waiting", "passed_on", "rejected", "ended"
STANDINGS = {
    State.WAITING: WAITING, State.APPROVED: PASSED_ON, State.CARRIED_OUT: PASSED_ON,
    State.REJECTED: REJECTED,
}  # fmt: skip


def ask(made: Correction, *, now: datetime) -> Approval:
    """The request beside the row that it is about; of one field a single one waits."""
    return approvals.ask(
        KIND, by=made.asked_by, reason=made.reason, subject=(CUSTOMER, made.customer_id), now=now,
        payload={"correction": made.pk, "field": made.field},
        slot=f"{made.customer_id}:{made.field}",
    )  # fmt: skip


def requests_of(made: Iterable[Correction]) -> dict[int, Approval]:
    """The request of each correction, by the correction's number; one query."""
    numbers = {one.customer_id for one in made}
    rows = Approval.objects.filter(kind=KIND, subject_type=CUSTOMER, subject_id__in=numbers)
    return {one.payload["correction"]: one for one in rows}


def standing(request: Approval | None) -> str:
    """How far a correction has come that the core system has not delivered: an expired request and
    one that was taken back have ended."""
    return STANDINGS.get(State(request.state), ENDED) if request else WAITING


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            gettext_lazy("Correction of the core system"),
            may_ask=lambda user: identity.may(user, ASK),
            may_decide=_may_decide,
            carry_out=lambda approval, by: "",
            describe=_described,
            ended=_ended,
            trail=KIND,
            notes=lambda approval: dict(approval.payload),
        )
    )


def _may_decide(user: Any) -> bool | Q:
    if not identity.may(user, DECIDE):
        return False
    return Q(subject_id__in=queries.visible_to(user, DECIDE).values("customer_id"))


def _ended(approval: Approval, by: Any) -> None:
    """A no is said on the field's page, too."""
    if approval.state == State.REJECTED:
        Correction.objects.filter(pk=approval.payload["correction"]).update(
            rejected_at=approval.decided_at or clock.now(), rejected_by=by,
            rejected_reason=approval.decision_reason,
        )  # fmt: skip


def _described(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    """Two queries for a page of any length; who may not read the customer sees the number."""
    rows = Correction.objects.in_bulk([one.payload["correction"] for one in found])
    known = queries.visible_to(user).in_bulk([one.subject_id for one in found])
    return {
        one.pk: _told(one, rows.get(one.payload["correction"]), known.get(one.subject_id), user)
        for one in found
    }


def _told(one: Approval, row: Correction | None, customer: Customer | None, user: Any) -> Described:
    if row is None or customer is None:
        return Described(one.subject_id)
    field = record_fields.named(row.field, customer.kind or PERSON)
    if field is None:
        return Described(shown_name(customer, user))
    clear = is_responsible(user)
    before = values.plain(getattr(customer, row.field, None))
    return Described(
        shown_name(customer, user),
        reverse("customers:field", args=[customer.pk, row.field]),
        (
            Change(
                field.label,
                values.shown(field, before, names_clear=clear),
                values.shown(field, values.unseal(row.value), names_clear=clear),
            ),
        ),
        note=_("A yes passes it on to whoever keeps the core system."),
    )
