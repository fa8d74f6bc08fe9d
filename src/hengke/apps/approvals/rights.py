"""Whose voice counts for what: by role, by amount, and by standing in for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from hengke.apps.approvals import kinds, policy
from hengke.apps.approvals.models import Approval, Delegation, State, Voice
from hengke.apps.identity import api as identity
from hengke.kernel.errors import Refused

NOBODY = Q(pk__in=[])


@dataclass(frozen=True)
class Seat:
    """A person with own rights, and the kinds for which they are used (empty = all)."""

    person: Any
    kinds: tuple[str, ...] = ()


def delegations_to(user: Any, now: datetime) -> QuerySet[Delegation]:
    """In force today; one that was ended, or whose giver has left, is not."""
    day = policy.today(now)
    return Delegation.objects.filter(
        taker=user, starts_on__lte=day, ends_on__gte=day, ended_at__isnull=True,
        giver__is_active=True,
    ).select_related("giver").order_by("pk")  # fmt: skip


def seats(user: Any, now: datetime) -> Iterator[Seat]:
    """The own one first. Those of others bring what these have by role, never what they hold for
    somebody else, so that a right is passed on once at most."""
    yield Seat(user)
    rules = policy.in_force(now)
    for given in delegations_to(user, now):
        if rules.may_stand_in(user.role, giver=given.giver.role):
            yield Seat(given.giver, tuple(given.kinds))


def right_of(seat: Seat, now: datetime) -> Q:
    """The condition on `Approval` under which the person of the seat decides by own right."""
    rules = policy.in_force(now)
    found = [
        Q(kind=kind.name) & right & _within(rules.of(kind.name), seat.person)
        for kind in kinds.registered().values()
        if not seat.kinds or kind.name in seat.kinds
        if (right := kinds.condition(kind.may_decide(seat.person))) is not None
    ]
    return reduce(or_, found, NOBODY) & _not_spoken(seat.person, as_whom="of")


def _not_spoken(person: Any, *, as_whom: str) -> Q:
    """Neither asked nor answered by the person, under any log-in with the same staff number."""
    spoken = Voice.objects.filter(identity.is_person(as_whom, person), approval=OuterRef("pk"))
    return ~identity.is_person("asked_by", person) & ~Q(Exists(spoken))


def _within(rules: Any, person: Any) -> Q:
    return Q(amount__lte=rules.reach(person.role)) if rules.limited else Q()


def decidable(user: Any, now: datetime) -> QuerySet[Approval]:
    """What waits and this person could decide, in the own name or in that of somebody else."""
    return waiting(now).filter(_decided_by(user, now))


def could_have_decided(user: Any, now: datetime) -> QuerySet[Approval]:
    """The same of what no longer waits: somebody else was first."""
    return Approval.objects.exclude(pk__in=waiting(now).values("pk")).filter(_decided_by(user, now))


def _decided_by(user: Any, now: datetime) -> Q:
    given = [right_of(seat, now) for seat in seats(user, now)]
    return reduce(or_, given) & _not_spoken(user, as_whom="by")


def waiting(now: datetime) -> QuerySet[Approval]:
    """Neither decided nor past its time: a request expires by the clock, also before the worker
    has written it down."""
    return Approval.objects.filter(state=State.WAITING, expires_at__gt=now)


def seat_for(user: Any, approval: Approval, now: datetime) -> Seat:
    """The seat from which the person decides this request; refused where there is none."""
    for seat in seats(user, now):
        held = right_of(seat, now) & _not_spoken(user, as_whom="by")
        if Approval.objects.filter(held, pk=approval.pk).exists():
            return seat
    raise _not_yours(user, approval)


def _not_yours(user: Any, approval: Approval) -> Refused:
    if Approval.objects.filter(identity.is_person("asked_by", user), pk=approval.pk).exists():
        return Refused(
            _("Who asked cannot decide."),
            next_step=_("A second person has to look at it: it stays in the inbox."),
        )
    if Voice.objects.filter(identity.is_person("by", user), approval=approval).exists():
        return Refused(
            _("You have said yes already; this request needs a second person."),
            next_step=_("It stays in the inbox until somebody else decides."),
        )
    return Refused(
        _("Your role cannot decide this request."),
        next_step=_("It stays in the inbox until somebody who may decides it."),
    )
