"""How offers end: accepted, declined, withdrawn, or by the clock. Each is one transaction with one
audit row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.needs import permissions, plan_approval, plan_policy, policy
from hengke.apps.needs.models import Need, Status
from hengke.apps.needs.plan_actions import end
from hengke.apps.needs.plan_models import Plan, PlanState
from hengke.kernel import clock
from hengke.kernel.errors import Refused

MOVES = (Status.UNDER_WAY, Status.MET)
"""What the needs of an accepted plan become."""


@transaction.atomic
def accept(plan: Plan, *, needs: str, by: Any, now: datetime) -> Plan:
    """The customer says yes while the offer holds. Its needs become `needs`, each where the states
    of a need allow that."""
    if needs not in MOVES:
        raise Refused(
            _("Where the needs stand now is missing."), next_step=_("Choose one of the list.")
        )
    locked = _locked(plan, PlanState.ACCEPTED, by=by, now=now)
    plan_policy.check_holds(locked, today=clock.day(now))
    end(locked, PlanState.ACCEPTED, by=by, now=now)
    moved = _move(locked, needs, now)
    record(
        "needs.plan_accepted", by=by, target=locked.customer_id, plan=locked.pk, needs=moved,
        state=needs,
    )  # fmt: skip
    return locked


@transaction.atomic
def decline(plan: Plan, *, reason: str, by: Any, now: datetime) -> Plan:
    """The customer says no, for one of the policy's reasons."""
    plan_policy.check_reason(reason, plan_policy.in_force(now))
    locked = _locked(plan, PlanState.DECLINED, by=by, now=now)
    end(locked, PlanState.DECLINED, by=by, now=now, reason=reason)
    record("needs.plan_declined", by=by, target=locked.customer_id, plan=locked.pk, because=reason)
    return locked


@transaction.atomic
def withdraw(plan: Plan, *, by: Any, now: datetime) -> Plan:
    """The bank takes it back: a draft as well as what waits for the customer."""
    locked = _locked(plan, PlanState.WITHDRAWN, by=by, now=now)
    end(locked, PlanState.WITHDRAWN, by=by, now=now)
    plan_approval.close(locked, now=now)
    record("needs.plan_withdrawn", by=by, target=locked.customer_id, plan=locked.pk)
    return locked


def expire_plans(now: datetime) -> int:
    """Write down what the clock has ended; one transaction per plan."""
    due = Plan.objects.filter(status=PlanState.OFFERED, valid_until__lt=clock.day(now))
    return sum(_expired(number, now) for number in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _expired(number: int, now: datetime) -> bool:
    locked = Plan.objects.select_for_update().get(pk=number)
    if locked.status != PlanState.OFFERED:
        return False
    end(locked, PlanState.EXPIRED, by=None, now=now)
    record("needs.plan_expired", by=None, target=locked.customer_id, plan=number)
    return True


def _locked(plan: Plan, status: PlanState, *, by: Any, now: datetime) -> Plan:
    permissions.check_can_record(by)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    plan_policy.check_can_become(locked, status, today=clock.day(now))
    return locked


def _move(plan: Plan, status: str, now: datetime) -> list[int]:
    """Numbers of the needs that stand elsewhere now."""
    found = Need.objects.select_for_update().filter(pk__in=plan.answers.values("need"))
    moved = [one for one in found if status in policy.MAY_BECOME[Status(one.status)]]
    for need in moved:
        need.status, need.changed_at = status, now
        need.save(update_fields=["status", "changed_at"])
    return [one.pk for one in moved]
