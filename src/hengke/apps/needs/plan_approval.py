"""The price of a plan as a request that a second person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.customers import api as customers
from hengke.apps.needs import permissions, plan_actions, plan_policy
from hengke.apps.needs.plan_models import Plan, PlanItem, PlanState
from hengke.apps.needs.plans import ITEMS, sums
from hengke.kernel.errors import Refused
from hengke.web.amounts import exact

KIND, CUSTOMER = "needs.plan_price", "customer"


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            gettext_lazy("Price of a plan"),
            may_ask=permissions.can_record,
            may_decide=_may_decide,
            may_see=_may_see,
            carry_out=_carry_out,
            describe=_describe,
            version=_version,
            check=_check,
            trail="plan_price",
            notes=lambda approval: {"plan": approval.payload["plan"]},
        )
    )


@transaction.atomic
def ask(plan: Plan, *, revision: int, reason: str, by: Any, now: datetime) -> Approval:
    """For the draft as it stands; a change after that needs another yes."""
    permissions.check_can_record(by)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    plan_policy.check_draft(locked)
    plan_policy.check_seen(locked, revision)
    plan_actions.check_offerable(locked, now)
    if not plan_policy.second_person(locked, list(locked.items.all()), plan_policy.in_force(now)):
        raise Refused(_("This price needs nobody's yes."), next_step=_("Offer the plan."))
    close(locked, now=now)
    return approvals.ask(
        KIND,
        by=by,
        reason=reason,
        subject=(CUSTOMER, locked.customer_id),
        now=now,
        payload={"plan": locked.pk},
        version=str(locked.revision),
        slot=slot(locked),
    )


def slot(plan: Plan) -> str:
    return f"plan:{plan.pk}"


def close(plan: Plan, *, now: datetime) -> None:
    """Requests about the plan as it was: one that waits for the same revision stays."""
    rows = Approval.objects.filter(kind=KIND, slot=slot(plan), state=approvals.State.WAITING)
    still = plan.status == PlanState.DRAFT
    for one in rows.exclude(subject_version=str(plan.revision)) if still else rows:
        approvals.expire(one, now=now)


def waits(plan: Plan) -> bool:
    """Is somebody asked for this price, and has not answered?"""
    rows = Approval.objects.filter(kind=KIND, slot=slot(plan), state=approvals.State.WAITING)
    return rows.filter(subject_version=str(plan.revision)).exists()


def _may_decide(user: Any) -> bool | Q:
    decides = permissions.can_decide_plans(user)
    return decides and _of_customers(user, permissions.DECIDE_PLAN)


def _may_see(user: Any) -> bool | Q:
    return permissions.can_read(user) and _of_customers(user, permissions.READ)


def _of_customers(user: Any, action: str) -> Q:
    return Q(subject_id__in=customers.in_reach(user, action).values("customer_id"))


def _version(approval: Approval) -> str:
    """Of a plan that was destroyed in the meantime there is none, so nobody approves it."""
    found = Plan.objects.filter(pk=approval.payload["plan"]).first()
    return str(found.revision) if found else ""


def _check(approval: Approval) -> None:
    plan_policy.check_draft(Plan.objects.select_for_update().get(pk=approval.payload["plan"]))


def _carry_out(approval: Approval, by: Any) -> str:
    plan = Plan.objects.select_for_update().get(pk=approval.payload["plan"])
    plan.approved_revision = int(approval.subject_version)
    plan.save(update_fields=["approved_revision"])
    return ""


def _describe(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    """The same number of queries for a page of any length; who may not read the customer sees the
    number alone."""
    plans = Plan.objects.prefetch_related(ITEMS).in_bulk([one.payload["plan"] for one in found])
    numbers = {one.subject_id for one in found}
    merged = customers.survivors_of(numbers)
    seen = customers.visible_to(user).in_bulk({merged.get(one, one) for one in numbers})
    return {
        one.pk: _told(one, plans.get(one.payload["plan"]),
                      seen.get(merged.get(one.subject_id, one.subject_id)), user)
        for one in found
    }  # fmt: skip


def _told(one: Approval, plan: Plan | None, customer: Any, user: Any) -> Described:
    if plan is None or customer is None or not permissions.can_read(user):
        return Described(title=one.subject_id)
    items = list(plan.items.all())
    each = [Change(customers.shown_text(item.text, user), "", _price(item, user))
            for item in items]  # fmt: skip
    whole = [Change(gettext_lazy("Amounts add up to"), "", f"{exact(sum_)} {code}")
             for code, sum_ in sums(items)]  # fmt: skip
    special = (Change(gettext_lazy("Special price"), "", gettext_lazy("yes")),)
    return Described(
        title=customers.shown_name(customer, user),
        href=reverse("needs:plan", args=[plan.pk]),
        changes=(*whole, *(special if plan.special_price else ()), *each),
        note=customers.shown_text(plan.title, user),
    )


def _price(item: PlanItem, user: Any) -> str:
    said = customers.shown_text(item.price, user)
    if item.amount_minor is None:
        return said
    return " · ".join(
        part for part in (f"{exact(item.amount_minor)} {item.currency}", said) if part
    )
