"""Asking, deciding, withdrawing. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.approvals import kinds, policy, rights
from hengke.apps.approvals.models import Approval, State, Voice
from hengke.apps.audit.api import record
from hengke.kernel.errors import Refused


@transaction.atomic
def ask(
    kind: str,
    *,
    by: Any,
    reason: str,
    subject: tuple[str, str],
    now: datetime,
    payload: Mapping[str, Any] | None = None,
    amount: int | None = None,
    version: str = "",
    slot: str | None = None,
) -> Approval:
    """Write down a request; nothing of it happens yet.

    `subject` is (type, id). `payload` says with ids and codes what would be done, and is all that
    `carry_out` gets. Of one subject a single request of a kind waits, unless `slot` says otherwise:
    another text is another place, "" as many as there are.
    """
    _check_may_ask(kind, by)
    policy.check_reason(reason)
    policy.check_amount(kind, amount, now)
    place = f"{subject[0]}:{subject[1]}" if slot is None else slot
    _check_free(kind, place, now)
    approval = Approval.objects.create(
        kind=kind, subject_type=subject[0], subject_id=subject[1], subject_version=version,
        slot=place, payload=dict(payload or {}), amount=amount, asked_by=by, asked_at=now,
        reason=reason.strip(), expires_at=policy.expiry(kind, now),
    )  # fmt: skip
    _record("requested", approval, by=by, reason=approval.reason)
    return approval


@transaction.atomic
def decide(approval: Approval, *, yes: bool, by: Any, now: datetime, reason: str = "") -> Approval:
    """One voice. The last yes that is needed also carries it out, or nothing of both is written."""
    locked = _locked(approval)
    policy.check_can_become(locked, State.APPROVED if yes else State.REJECTED, now=now)
    seat = rights.seat_for(by, locked, now)
    kind = kinds.of(locked.kind)
    if yes:
        policy.check_version(locked, kind.version(locked))
        kind.check(locked)
    else:
        policy.check_rejection(reason)
    voice = Voice.objects.create(
        approval=locked, asked_by_id=locked.asked_by_id, by=by, of=seat.person, yes=yes, at=now,
        reason=reason.strip(),
    )  # fmt: skip
    if not yes:
        return _rejected(locked, voice)
    return _carried_out(locked, voice) if _enough(locked, now) else _seconded(locked, voice)


@transaction.atomic
def withdraw(approval: Approval, *, by: Any, now: datetime) -> Approval:
    """Who asked takes it back, while it waits."""
    locked = _locked(approval)
    if locked.asked_by_id != by.pk:
        raise Refused(
            _("Only who asked can take a request back."), next_step=_("Reject it, if you may.")
        )
    policy.check_can_become(locked, State.WITHDRAWN, now=now)
    return _closed(locked, State.WITHDRAWN, by=by)


@transaction.atomic
def expire(approval: Approval, *, now: datetime) -> Approval:
    """Nobody decided: the request, or what it was about, has ended."""
    locked = _locked(approval)
    policy.check_can_become(locked, State.EXPIRED, now=now)
    return _closed(locked, State.EXPIRED, by=None)


def expire_due(now: datetime) -> int:
    """Close what nobody decided in time; one transaction per request."""
    due = Approval.objects.filter(state=State.WAITING, expires_at__lte=now)
    ended = list(due.order_by("pk"))
    for approval in ended:
        expire(approval, now=now)
    return len(ended)


@transaction.atomic
def finished(approval: Approval, *, ok: bool, result: str, now: datetime) -> Approval:
    """A job tells how the work of an approved request ended; once."""
    locked = _locked(approval)
    state = State.CARRIED_OUT if ok else State.FAILED
    policy.check_can_become(locked, state, now=now)
    locked.state, locked.carried_out_at, locked.result = state, now, result
    locked.save(update_fields=["state", "carried_out_at", "result"])
    _record(str(state), locked, by=None, result=result)
    return locked


def forget(subject: tuple[str, str], instead: str) -> int:
    """What people wrote about a subject that is destroyed; that it was asked and decided stays."""
    rows = Approval.objects.filter(subject_type=subject[0], subject_id=subject[1])
    rows = rows.exclude(state=State.WAITING)
    Voice.objects.filter(approval__in=rows).update(reason="")
    return rows.update(reason=instead, decision_reason="", result="")


def _locked(approval: Approval) -> Approval:
    return Approval.objects.select_for_update().get(pk=approval.pk)


def _check_may_ask(kind: str, by: Any) -> None:
    if not kinds.of(kind).may_ask(by):
        raise Refused(
            _("Your role cannot ask for this."), next_step=_("Ask a colleague whose work it is.")
        )


def _check_free(kind: str, slot: str, now: datetime) -> None:
    """One that is past its time gives way; one that waits does not."""
    beside = Approval.objects.filter(kind=kind, slot=slot, state=State.WAITING).exclude(slot="")
    for other in beside:
        if other.expires_at > now:
            raise Refused(
                _("The same is already waiting for a decision."),
                next_step=_("Have it decided first, or take it back."),
            )
        expire(other, now=now)


def _enough(approval: Approval, now: datetime) -> bool:
    """Have as many said yes as the smallest of their limits asks for?"""
    rules = policy.rules_of(approval.kind, now)
    roles = [voice.of.role for voice in approval.voices.filter(yes=True).select_related("of")]
    return len(roles) >= min(rules.people(role, approval.amount) for role in roles)


def _decided(approval: Approval, voice: Voice, state: str) -> None:
    approval.state, approval.decided_by, approval.decided_at = state, voice.by, voice.at
    approval.on_behalf_of = voice.of if voice.of_id != voice.by_id else None
    approval.decision_reason = voice.reason
    approval.save()


def _seconded(approval: Approval, voice: Voice) -> Approval:
    _record("seconded", approval, by=voice.by, reason=voice.reason, **_named(voice))
    return approval


def _rejected(approval: Approval, voice: Voice) -> Approval:
    _decided(approval, voice, State.REJECTED)
    kinds.of(approval.kind).ended(approval, voice.by)
    _record("rejected", approval, by=voice.by, reason=voice.reason, **_named(voice))
    return approval


def _carried_out(approval: Approval, voice: Voice) -> Approval:
    _decided(approval, voice, State.APPROVED)
    done = kinds.of(approval.kind).carry_out(approval, voice.by)
    if not isinstance(done, kinds.Later):
        approval.state, approval.carried_out_at = State.CARRIED_OUT, voice.at
        approval.result = done or ""
        approval.save(update_fields=["state", "carried_out_at", "result"])
    _record("approved", approval, by=voice.by, reason=voice.reason, **_named(voice))
    return approval


def _closed(approval: Approval, state: str, *, by: Any) -> Approval:
    approval.state = state
    approval.save(update_fields=["state"])
    kinds.of(approval.kind).ended(approval, by)
    _record(str(state), approval, by=by)
    return approval


def _named(voice: Voice) -> dict[str, str]:
    """Both of a stand-in are in the row: who decided, and in whose name."""
    return {"on_behalf_of": voice.of.username} if voice.of_id != voice.by_id else {}


def _record(step: str, approval: Approval, *, by: Any, reason: str = "", **details: Any) -> None:
    kind = kinds.of(approval.kind)
    about = {"kind": approval.kind, "amount": approval.amount, **kind.notes(approval)}
    said = {name: value for name, value in {**about, **details}.items() if value is not None}
    record(
        f"{kind.trail}.{step}",
        by=by, target=approval.subject_id, reason=reason, approval=approval.pk, **said,
    )  # fmt: skip
