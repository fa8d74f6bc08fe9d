"""The rules of plans in force, and the states of a plan: what may follow what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengke.apps.needs.plan_models import Plan, PlanItem, PlanState
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.needs import plan_scheme
from hengke.policies.needs.plan_scheme import PlanPolicy, Reason

MAY_BECOME: dict[PlanState, tuple[PlanState, ...]] = {
    PlanState.DRAFT: (PlanState.OFFERED, PlanState.WITHDRAWN),
    PlanState.OFFERED: (
        PlanState.ACCEPTED, PlanState.DECLINED, PlanState.WITHDRAWN, PlanState.EXPIRED,
    ),
    PlanState.ACCEPTED: (),
    PlanState.DECLINED: (),
    PlanState.WITHDRAWN: (),
    PlanState.EXPIRED: (),
}  # fmt: skip
RENEWED = (PlanState.OFFERED, PlanState.DECLINED, PlanState.WITHDRAWN, PlanState.EXPIRED)
"""Of what a new version may be made."""


def in_force(now: datetime) -> PlanPolicy:
    return plan_scheme.load(on=clock.day(now), own=settings.HENGKE_HOME.policies / "needs")


def title(one: Reason) -> str:
    return one.title(get_language() or "zh")


def state(plan: Plan, today: date) -> PlanState:
    """Where it stands by the clock, also before the worker has written it down."""
    if plan.status == PlanState.OFFERED and plan.valid_until < today:
        return PlanState.EXPIRED
    return PlanState(plan.status)


def second_person(plan: Plan, items: Sequence[PlanItem], rules: PlanPolicy) -> bool:
    """Does the price as it stands wait for somebody else's yes?"""
    prices = [(one.amount_minor, one.currency) for one in items if one.amount_minor is not None]
    return plan.approved_revision != plan.revision and rules.second_person(
        special=plan.special_price, prices=prices
    )


def check_can_become(plan: Plan, status: PlanState, *, today: date) -> None:
    if status in MAY_BECOME[state(plan, today)]:
        return
    if state(plan, today) is PlanState.EXPIRED:
        raise Refused(
            _("The offer has run out."), next_step=_("Make a new version and offer that.")
        )
    raise Refused(
        _("This plan cannot become that any more."),
        next_step=_("Load the page again to see where it stands."),
    )


def check_draft(plan: Plan) -> None:
    if plan.status != PlanState.DRAFT:
        raise Refused(
            _("What was offered is not changed any more."),
            next_step=_("Make a new version and change that."),
        )


def check_seen(plan: Plan, revision: int) -> None:
    """Who offers or asks has seen the plan as it is."""
    if plan.revision != revision:
        raise Refused(
            _("Somebody has changed the plan in the meantime."),
            next_step=_("Load the page again and look at it."),
        )


def check_validity(first: date, last: date, rules: PlanPolicy) -> None:
    if last < first:
        raise Refused(
            _("An offer cannot end before it begins."), next_step=_("Correct one of the days.")
        )
    if (last - first).days > rules.longest_days:
        raise Refused(
            _("An offer holds for at most %(days)d days.") % {"days": rules.longest_days},
            next_step=_("Choose an earlier last day."),
        )


def check_holds(plan: Plan, *, today: date) -> None:
    if today < plan.valid_from:
        raise Refused(
            _("The offer does not hold yet."), next_step=_("Accept it from its first day on.")
        )


def check_reason(code: str, rules: PlanPolicy) -> None:
    if code not in rules.reasons:
        raise Refused(
            _("Why the customer declines is missing."), next_step=_("Choose one of the list.")
        )
