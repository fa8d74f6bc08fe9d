"""Standing in for somebody: given with dates, within the policy, and ended by who gave it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.approvals import kinds, policy
from hengke.apps.approvals.models import Delegation
from hengke.apps.audit.api import record
from hengke.kernel.errors import Refused


@transaction.atomic
def delegate(
    *,
    to: Any,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: Any,
    now: datetime,
    only: Sequence[str] = (),
) -> Delegation:
    """Let a colleague decide in the own name; `only` these kinds, or everything."""
    policy.check_reason(reason)
    _check_dates(starts_on, ends_on, now=now)
    _check_people(giver=by, taker=to, now=now)
    _check_kinds(by, only)
    given = Delegation.objects.create(
        giver=by, taker=to, kinds=list(only), starts_on=starts_on, ends_on=ends_on,
        reason=reason.strip(), made_at=now,
    )  # fmt: skip
    record(
        "approval.delegated",
        by=by, target=to.username, reason=given.reason, delegation=given.pk, kinds=given.kinds,
        starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat(),
    )  # fmt: skip
    return given


@transaction.atomic
def end(given: Delegation, *, by: Any, now: datetime) -> Delegation:
    """At once. Who gave it ends it, and who holds it may give it back."""
    locked = Delegation.objects.select_for_update().get(pk=given.pk)
    if by.pk not in (locked.giver_id, locked.taker_id):
        raise Refused(
            _("Only the two people of a delegation can end it."), next_step=_("Ask one of them.")
        )
    if locked.ended_at is None:
        locked.ended_at = now
        locked.save(update_fields=["ended_at"])
        target = locked.taker.username
        record("approval.delegation_ended", by=by, target=target, delegation=locked.pk)
    return locked


def deciding_kinds(user: Any) -> list[kinds.Kind]:
    """What the person decides by role, and so could have decided by somebody else."""
    return [
        kind
        for kind in kinds.registered().values()
        if kinds.condition(kind.may_decide(user)) is not None
    ]


def _check_dates(starts_on: date, ends_on: date, *, now: datetime) -> None:
    if starts_on < policy.today(now) or ends_on < starts_on:
        raise Refused(
            _("A delegation begins today at the earliest, and ends after it has begun."),
            next_step=_("Correct the two days."),
        )
    longest = policy.in_force(now).longest_delegation_days
    last = starts_on + timedelta(days=longest - 1)
    if ends_on > last:
        raise Refused(
            _("A delegation can last until %(day)s at the longest.") % {"day": last},
            next_step=_("Choose an earlier last day, and give it again when it ends."),
        )


def _check_people(*, giver: Any, taker: Any, now: datetime) -> None:
    if giver.pk == taker.pk or not taker.is_active:
        raise Refused(
            _("Nobody stands in for themselves, or while their log-in is closed."),
            next_step=_("Choose a colleague."),
        )
    if not policy.in_force(now).may_stand_in(taker.role, giver=giver.role):
        raise Refused(
            _("By the policy this colleague's role cannot stand in for yours."),
            next_step=_("Choose somebody whose role may."),
        )


def _check_kinds(giver: Any, only: Sequence[str]) -> None:
    own = {kind.name for kind in deciding_kinds(giver)}
    if not own or not set(only) <= own:
        raise Refused(
            _("Only what your own role decides can be given to somebody else."),
            next_step=_("What you hold for a colleague cannot be passed on."),
        )
