"""What a request may become, and the rules of the day it is asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from hengke.apps.approvals.models import Approval, State
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.approvals import ApprovalPolicy, KindRules, load

SHORTEST_REASON = 4
"""Characters. In four Chinese ones a reason can be said; in fewer nobody says one."""

NEXT: dict[str, tuple[str, ...]] = {
    State.WAITING: (
        State.APPROVED, State.CARRIED_OUT, State.REJECTED, State.WITHDRAWN, State.EXPIRED,
    ),
    State.APPROVED: (State.CARRIED_OUT, State.FAILED),
    State.REJECTED: (),
    State.WITHDRAWN: (),
    State.EXPIRED: (),
    State.CARRIED_OUT: (),
    State.FAILED: (),
}  # fmt: skip


def in_force(now: datetime) -> ApprovalPolicy:
    return load(on=today(now), own=settings.HENGKE_HOME.path / "policies" / "approvals")


def rules_of(kind: str, now: datetime) -> KindRules:
    return in_force(now).of(kind)


def today(now: datetime) -> date:
    """Delegations run by the calendar of the bank, not by the business date of the book."""
    return clock.day(now)


def expiry(kind: str, now: datetime) -> datetime:
    return now + timedelta(days=rules_of(kind, now).expires_days)


def check_can_become(approval: Approval, state: str, *, now: datetime) -> None:
    if state not in NEXT[approval.state]:
        raise Refused(
            _("This request was already decided or has ended."),
            next_step=_("Load the page again: it says by whom and when."),
        )
    if approval.state == State.WAITING and approval.expires_at <= now and state != State.EXPIRED:
        raise Refused(
            _("Nobody decided this request in time."),
            next_step=_("Who needs it asks again."),
        )


def check_reason(reason: str) -> None:
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(
            _("A request needs a reason of at least %(least)d signs.") % {"least": SHORTEST_REASON},
            next_step=_("Write one sentence that says why."),
        )


def check_rejection(reason: str) -> None:
    if not reason.strip():
        raise Refused(
            _("A rejection needs a reason."),
            next_step=_("Write one sentence for the person who asked."),
        )


def check_amount(kind: str, amount: int | None, now: datetime) -> None:
    rules = rules_of(kind, now)
    if rules.limited and amount is None:
        raise Refused(
            _("This kind of request needs an amount."), next_step=_("Say how much it is about.")
        )
    if not rules.anybody(amount):
        raise Refused(
            _("Nobody in this bank may approve so much at once."),
            next_step=_("Ask for less, or have the approval policy changed."),
        )


def check_version(approval: Approval, current: str) -> None:
    if approval.subject_version != current:
        raise Refused(
            _("The thing has changed since this was asked for; nothing was done."),
            next_step=_("Reject the request, and have it asked again for what is there now."),
        )
