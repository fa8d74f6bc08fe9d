"""Reads of requests: what waits for me, what I asked, what was decided."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet

from hengke.apps.approvals import kinds, policy, rights
from hengke.apps.approvals.models import Approval, Delegation, State, Voice
from hengke.apps.identity import api as identity
from hengke.kernel import clock

READ_ALL = "approvals.read_all"


def visible_to(user: Any, now: datetime) -> QuerySet[Approval]:
    """The own requests, those with an own voice, those one could decide, and those whose kind
    says that the person may read them; an auditor reads all."""
    rows = Approval.objects.select_related("asked_by", "decided_by", "on_behalf_of")
    if identity.may(user, READ_ALL):
        return rows
    spoken = Voice.objects.filter(Q(by=user) | Q(of=user), approval=OuterRef("pk"))
    decidable = rights.decidable(user, now).values("pk")
    own = Q(asked_by=user) | Q(Exists(spoken)) | Q(pk__in=decidable)
    return rows.filter(reduce(or_, _readable(user), own))


def _readable(user: Any) -> list[Q]:
    return [
        Q(kind=kind.name) & right
        for kind in kinds.registered().values()
        if (right := kinds.condition(kind.may_see(user))) is not None
    ]


def inbox(user: Any, now: datetime) -> QuerySet[Approval]:
    """Everything that waits for this person, oldest request first by number."""
    return rights.decidable(user, now).select_related("asked_by")


def asked_by(user: Any) -> QuerySet[Approval]:
    rows = Approval.objects.select_related("asked_by", "decided_by", "on_behalf_of")
    return rows.filter(asked_by=user)


def settled(user: Any, now: datetime) -> QuerySet[Approval]:
    """What no longer waits, of everything the person may read."""
    late = Q(state=State.WAITING, expires_at__lte=now)
    return visible_to(user, now).filter(late | ~Q(state=State.WAITING))


def still_waiting(user: Any, now: datetime) -> QuerySet[Approval]:
    """What waits for anybody, of everything the person may read: for those who only watch."""
    return visible_to(user, now).filter(state=State.WAITING, expires_at__gt=now)


def waiting_for(user: Any) -> int:
    """How many requests this person could decide now; every page asks, and mostly nothing waits."""
    now = clock.now()
    if not getattr(user, "is_authenticated", False) or not rights.waiting(now).exists():
        return 0
    return rights.decidable(user, now).order_by().count()


def waiting_on(kind: str, subject: tuple[str, str], now: datetime) -> Approval | None:
    """The request of a kind that waits for a subject, if there is one."""
    rows = rights.waiting(now).filter(kind=kind, subject_type=subject[0], subject_id=subject[1])
    return rows.select_related("asked_by").order_by("pk").first()


def delegations_of(user: Any, now: datetime) -> QuerySet[Delegation]:
    """Given and held, not yet over, the next to end first."""
    rows = Delegation.objects.filter(Q(giver=user) | Q(taker=user), ended_at__isnull=True)
    rows = rows.filter(ends_on__gte=policy.today(now)).select_related("giver", "taker")
    return rows.order_by("ends_on", "pk")


def stand_ins(user: Any, now: datetime) -> QuerySet[Any]:
    """Colleagues whose role may stand in for the person's."""
    roles = policy.in_force(now).stand_ins.get(user.role, ())
    people = get_user_model().objects.filter(role__in=roles, is_active=True).exclude(pk=user.pk)
    branch = Q(branch_id=user.branch_id) | Q(branch_id="") if user.branch_id else Q()
    return people.filter(branch).order_by("username")
