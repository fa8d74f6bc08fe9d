"""What customers ask for, and the answers. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.privacy import course, owners, permissions, policy
from hengke.apps.privacy.models import Asked, Request, RequestState
from hengke.kernel.errors import Refused

UPHELD, CHANGED, ANSWERED = "upheld", "changed", "answered"
OUTCOMES = {
    Asked.REVIEW: (UPHELD, CHANGED),
    Asked.CORRECTION: (ANSWERED,),
    Asked.COPY: (ANSWERED,),
    Asked.DELETION: (ANSWERED,),
}


@transaction.atomic
def receive(
    customer_id: str,
    kind: str,
    *,
    received_on: date,
    by: Any,
    now: datetime,
    about: Mapping[str, str] | None = None,
    said: str = "",
    explanation: str = "",
    barred: Sequence[str] = (),
) -> Request:
    """Write down a request; the policy says by when it is answered. `explanation` is what the
    customer is told about a decision, `barred` are people who took part in it."""
    permissions.check_can_record(by)
    if received_on > policy.today(now):
        raise Refused(
            _("A request cannot be received in the future."), next_step=_("Correct the day.")
        )
    _check_none_is_open(customer_id, kind, dict(about or {}))
    request = Request.objects.create(
        customer_id=customer_id, kind=kind, about=dict(about or {}), barred=list(barred),
        received_on=received_on, due_on=policy.due(kind, received_on), received_by=by,
        received_at=now, said=said.strip(), explanation=explanation,
    )  # fmt: skip
    _record("privacy.request_received", request, by=by, due=request.due_on.isoformat())
    return request


@transaction.atomic
def answer(
    request: Request, *, text: str, by: Any, now: datetime, outcome: str = ANSWERED
) -> Request:
    """Close a request with what the customer is told, once it has happened. A review is a human's
    who did not decide."""
    locked = _open(request)
    if locked.kind == Asked.REVIEW:
        permissions.check_can_review(by, barred=locked.barred)
    else:
        permissions.check_can_record(by)
    if outcome not in OUTCOMES[Asked(locked.kind)]:
        raise Refused(_("This outcome is not known."), next_step=_("Choose one that is offered."))
    course.check_decided(locked, now)
    course.check_done(locked)
    return _closed(locked, RequestState.DONE, text, by=by, now=now, outcome=outcome)


@transaction.atomic
def refuse(request: Request, *, text: str, by: Any, now: datetime) -> Request:
    """Close a request that the law does not grant; the customer is told why. What the same person
    asked a second one for it is taken back."""
    locked = _open(request)
    if locked.kind == Asked.REVIEW:
        permissions.check_can_review(by, barred=locked.barred)
    permissions.check_can_record(by)
    course.take_back(locked, by=by, now=now)
    course.check_decided(locked, now)
    return _closed(locked, RequestState.REFUSED, text, by=by, now=now, outcome="")


def _check_none_is_open(customer_id: str, kind: str, about: dict[str, str]) -> None:
    numbers = owners.numbers_of(customer_id)
    rows = Request.objects.filter(customer_id__in=numbers, kind=kind, state=RequestState.OPEN)
    if any(one.about == about for one in rows):
        raise Refused(
            _("The same request of this customer is open already."),
            next_step=_("Answer it first."),
        )


def _open(request: Request) -> Request:
    locked = Request.objects.select_for_update().get(pk=request.pk)
    if locked.state != RequestState.OPEN:
        raise Refused(_("This request was answered already."), next_step=_("Load the page again."))
    return locked


def _closed(
    locked: Request, state: str, text: str, *, by: Any, now: datetime, outcome: str
) -> Request:
    if not text.strip():
        raise Refused(
            _("An answer says something."), next_step=_("Write what the customer is told.")
        )
    locked.state, locked.answer, locked.outcome = state, text.strip(), outcome
    locked.answered_by, locked.answered_at = by, now
    locked.save()
    _record("privacy.request_answered", locked, by=by, state=str(state), outcome=outcome)
    return locked


def _record(action: str, request: Request, *, by: Any, **details: Any) -> None:
    record(
        action, by=by, target=request.customer_id, request=request.pk, kind=str(request.kind),
        **details,
    )  # fmt: skip
