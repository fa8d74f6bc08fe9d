"""What is allowed and what is not: conditions for lists, answers for single customers.

Everything set-based: a list of any length costs one condition or one query.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from hengke.apps.approvals.api import Approval
from hengke.apps.approvals.api import State as ApprovalState
from hengke.apps.privacy import owners, permissions, policy
from hengke.apps.privacy.models import (
    Assessment,
    Consent,
    Destruction,
    Hold,
    PlainProcessing,
    Request,
    RequestState,
    Restriction,
    Schedule,
    Subject,
)
from hengke.kernel.errors import Refused
from hengke.policies.privacy import CONSENT, PROSPECT


@dataclass(frozen=True)
class Verdict:
    """May the customer's data be used for it, and why or why not."""

    allowed: bool
    why: str


def listed(user: Any) -> Q:
    """The condition, on rows with `customer_id`, that leaves restricted customers out for
    everybody but those who handle them."""
    if permissions.can_handle(user):
        return Q()
    return ~Q(customer_id__in=Restriction.objects.values("customer_id"))


def state() -> tuple[Any, ...]:
    """Changes whenever somebody is switched or restricted: for what is remembered between pages."""
    switched = PlainProcessing.objects.aggregate(Count("pk"), Max("since"))
    restricted = Restriction.objects.aggregate(Count("pk"), Max("since"))
    return (*switched.values(), *restricted.values())


def plain() -> Q:
    """The condition, on rows with `customer_id`, that personalised processing is off."""
    return Q(customer_id__in=PlainProcessing.objects.values("customer_id"))


def ranked() -> Q:
    """The condition that a customer may be ranked, scored and picked by a prediction."""
    return ~plain()


def switched_off(customer_ids: Iterable[str]) -> set[str]:
    """Those of them for whom personalised processing is off."""
    rows = PlainProcessing.objects.filter(customer_id__in=list(customer_ids))
    return set(rows.values_list("customer_id", flat=True))


def outside_ranking() -> tuple[set[str], set[str]]:
    """Everybody for whom personalised processing is off, and everybody who is restricted: for
    programs that read the lake, which knows neither."""
    plain_ones = PlainProcessing.objects.values_list("customer_id", flat=True)
    return set(plain_ones), set(Restriction.objects.values_list("customer_id", flat=True))


def switch_of(customer_id: str) -> PlainProcessing | None:
    return PlainProcessing.objects.select_related("by").filter(pk=customer_id).first()


def restriction_of(customer_id: str) -> Restriction | None:
    return Restriction.objects.select_related("by").filter(pk=customer_id).first()


def in_force(day: date) -> Q:
    """The condition on consents: begun, not ended, not withdrawn."""
    return Q(given_on__lte=day, expires_on__gt=day, withdrawn_at__isnull=True)


def may_process(
    customer_ids: Iterable[str],
    *,
    purpose: str,
    now: datetime,
    channel: str = "",
    field: str = "",
    recipient: str = "",
) -> dict[str, Verdict]:
    """Who of them may be processed for a purpose; three queries for a list of any length.

    A consent for every channel covers each of them; one for a field covers this field alone. A
    consent that names another recipient does not count. One given under a number that was merged
    away is the person's, and counts for who survives.
    """
    wanted, day = list(customer_ids), policy.today(now)
    known = policy.in_force(day).purposes
    if purpose not in known:
        raise Refused(
            _("The privacy policy knows no purpose “%(purpose)s”.") % {"purpose": purpose},
            next_step=_("Name one of: %(known)s.") % {"known": ", ".join(known)},
        )
    rule = known[purpose]
    held = set(
        Restriction.objects.filter(customer_id__in=wanted).values_list("customer_id", flat=True)
    )
    refusal = _not_assessed(recipient, day) if rule.sharing else ""
    agreed = None
    if rule.basis == CONSENT:
        agreed = _agreed(wanted, purpose, channel, field, recipient, day)
    return {one: _verdict(one, rule, held, agreed, refusal) for one in wanted}


def _agreed(
    wanted: list[str], purpose: str, channel: str, field: str, recipient: str, day: date
) -> set[str]:
    gone = owners.behind(wanted)
    rows = Consent.objects.filter(
        in_force(day), customer_id__in=[*wanted, *gone], purpose=purpose,
        channel__in=("", channel), field=field, recipient=recipient,
    )  # fmt: skip
    numbers = set(rows.values_list("customer_id", flat=True))
    return numbers | {gone[one] for one in numbers if one in gone}


def without_assessment(consents: Iterable[Consent], day: date) -> set[int]:
    """Those of them, by key, that are to share something and allow nothing for want of it."""
    known, good = policy.in_force(day).purposes, _assessed_recipients(day)
    return {
        one.pk
        for one in consents
        if one.purpose in known and known[one.purpose].sharing and one.recipient not in good
    }


def _assessed_recipients(day: date) -> set[str]:
    """With whom data may be shared at all: an approved assessment of theirs is not overdue."""
    rows = Assessment.objects.filter(subject=Subject.SHARING).exclude(recipient="")
    rows = rows.filter(approved_on__isnull=False, review_on__gte=day)
    return set(rows.values_list("recipient", flat=True))


def _not_assessed(recipient: str, day: date) -> str:
    """Sharing needs an approved, current assessment of the very recipient."""
    if recipient in _assessed_recipients(day):
        return ""
    return _("no approved, current sharing assessment of the recipient")


def _verdict(one: str, rule: Any, held: set[str], agreed: set[str] | None, refusal: str) -> Verdict:
    if one in held and rule.basis != "duty":
        return Verdict(False, _("processing is restricted"))
    if refusal:
        return Verdict(False, refusal)
    if agreed is None:
        return Verdict(True, rule.law)
    if one in agreed:
        return Verdict(True, _("consent, %(law)s") % {"law": rule.law})
    return Verdict(False, _("no consent in force"))


def consents_of(customer_id: str) -> QuerySet[Consent]:
    """Under every number of the customer, as what was asked for and what is held."""
    rows = Consent.objects.filter(customer_id__in=owners.numbers_of(customer_id))
    return rows.select_related("recorded_by", "withdrawn_by").order_by("-pk")


def requests_of(customer_id: str) -> QuerySet[Request]:
    rows = Request.objects.filter(customer_id__in=owners.numbers_of(customer_id))
    return rows.select_related("received_by", "answered_by").order_by("-pk")


def requests() -> QuerySet[Request]:
    """Every request; the caller narrows them to customers whom the reader may see."""
    return Request.objects.select_related("received_by", "answered_by")


def open_requests() -> QuerySet[Request]:
    return requests().filter(state=RequestState.OPEN)


def something_open(customer_ids: Iterable[str], now: datetime) -> bool:
    """Is a request of one of them unanswered, or does a decision about its rights wait?"""
    numbers = [number for one in customer_ids for number in owners.numbers_of(one)]
    waiting = Approval.objects.filter(
        kind__startswith="privacy.", subject_type="customer", subject_id__in=numbers,
        state=ApprovalState.WAITING, expires_at__gt=now,
    )  # fmt: skip
    return open_requests().filter(customer_id__in=numbers).exists() or waiting.exists()


def holds_of(customer_id: str) -> QuerySet[Hold]:
    numbers = owners.numbers_of(customer_id)
    rows = Hold.objects.filter(customer_id__in=numbers, lifted_at__isnull=True)
    return rows.select_related("placed_by").order_by("pk")


def holds() -> QuerySet[Hold]:
    return Hold.objects.filter(lifted_at__isnull=True).select_related("placed_by").order_by("-pk")


def schedule_of(customer_id: str) -> QuerySet[Schedule]:
    return Schedule.objects.filter(customer_id=customer_id).order_by("category")


def due_schedules(day: date) -> QuerySet[Schedule]:
    """What is to be destroyed by now, holds included: they are said, not forgotten."""
    return Schedule.objects.filter(done_at__isnull=True, due_on__lte=day).order_by("due_on", "pk")


def outgrown() -> QuerySet[Schedule]:
    """Open schedules of people who had never been customers, and have become some."""
    rows = Schedule.objects.filter(done_at__isnull=True, category=PROSPECT)
    numbers = set(rows.values_list("customer_id", flat=True))
    return rows.filter(customer_id__in=numbers - owners.prospects(numbers))


def held(customer_ids: Iterable[str]) -> set[str]:
    rows = Hold.objects.filter(customer_id__in=list(customer_ids), lifted_at__isnull=True)
    return set(rows.values_list("customer_id", flat=True))


def destructions() -> QuerySet[Destruction]:
    return Destruction.objects.order_by("-id")


def current_assessments() -> list[Assessment]:
    """The newest version of each, by code."""
    newest: dict[str, Assessment] = {}
    rows = Assessment.objects.select_related("written_by", "approved_by")
    for one in rows.order_by("code", "version"):
        newest[one.code] = one
    return list(newest.values())


def assessed(day: date) -> set[str]:
    """Codes with an approved version that is not overdue."""
    rows = Assessment.objects.filter(approved_on__isnull=False, review_on__gte=day)
    return set(rows.values_list("code", flat=True))
