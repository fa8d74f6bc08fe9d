"""What pages of plans show: those of a customer, one plan, the list, and how offers end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.customers import api as customers
from hengke.apps.customers.api import Customer
from hengke.apps.needs import (
    permissions,
    plan_approval,
    plan_forms,
    plan_policy,
    plans,
    policy,
    queries,
    words,
)
from hengke.apps.needs.listing import names_of
from hengke.apps.needs.models import UNMET, Need, Status
from hengke.apps.needs.plan_models import ItemKind, Plan, PlanItem, PlanState
from hengke.kernel import clock
from hengke.policies.needs import NeedsPolicy
from hengke.web.composition import Chip

Context = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """One version of a plan. `name` is the customer's in a list over customers, `title` and `name`
    masked for mere readers; `ends_soon` of an offer that waits."""

    plan: Plan
    title: str
    state: Chip
    needs: Sequence[str]
    ends_soon: bool
    name: str = ""


def of_customer(found: Sequence[Plan], user: Any, rules: NeedsPolicy) -> list[Row]:
    """In the order given; asks for nothing that `plans.of` has not brought along."""
    return [_row(plan, user, rules) for plan in found]


def listed(found: Sequence[Plan], user: Any) -> list[Row]:
    """Over customers; what has left the book since is left out."""
    rules = policy.in_force(clock.now())
    names = names_of({plan.customer_id for plan in found}, user)
    return [
        _row(plan, user, rules, names[plan.customer_id])
        for plan in found
        if plan.customer_id in names
    ]


def listing(user: Any, filters: plan_forms.Filters, page: Any) -> Context:
    now = clock.now()
    rules = policy.in_force(now)
    return {
        "rows": listed(list(page.rows), user),
        "page": page,
        "filters": filters,
        "shown": plan_forms.SHOWN.items(),
        "days": plan_policy.in_force(now).warn_days,
        "outcomes": [
            {**one, "title": policy.class_title(one["need_class"], rules),
             "rate": None if one["waiting"] == one["offered"] else one["accepted"] / one["offered"]}
            for one in plans.outcomes(user, clock.day(now))
        ],
    }  # fmt: skip


def one(plan: Plan, customer: Customer, user: Any) -> Context:
    """One version, what may be done with it, and the versions beside it."""
    now = clock.now()
    rules, prices = policy.in_force(now), plan_policy.in_force(now)
    state = plan_policy.state(plan, clock.day(now))
    items = list(plan.items.all())
    can = permissions.can_record(user) and plans.reached(user, permissions.RECORD).filter(
        pk=plan.pk
    ).exists()  # fmt: skip
    draft, asks = state is PlanState.DRAFT, plan_policy.second_person(plan, items, prices)
    answered = {answer.need_id for answer in plan.answers.all()}
    versions = list(plans.reached(user).filter(series=plan.series).order_by("-version"))
    return {
        "plan": plan,
        "row": _row(plan, user, rules),
        "customer": customer,
        "name": customers.shown_name(customer, user),
        "items": [_item(item, user) for item in items],
        "sums": plans.sums(items),
        "answers": [_answer(answer.need, user, rules) for answer in plan.answers.all()],
        "versions": [(other, words.PLANS[plan_policy.state(other, clock.day(now))])
                     for other in versions],
        "why": _why(plan, prices),
        "draft": draft,
        "can_change": can and draft,
        "can_offer": can and draft and not asks,
        "can_ask": can and draft and asks,
        "asks": draft and asks,
        "waits": draft and asks and plan_approval.waits(plan),
        "can_answer": can and state is PlanState.OFFERED,
        "can_renew": can and state in plan_policy.RENEWED and plan.pk == versions[0].pk
        and all(other.status != PlanState.ACCEPTED for other in versions),
        "reasons": [(code, plan_policy.title(one)) for code, one in prices.reasons.items()],
        "moves": [(Status.UNDER_WAY.value, Status.UNDER_WAY.label),
                  (Status.MET.value, Status.MET.label)],
        "choices": choices(customer, rules, answered) if can and draft else [],
        "kinds": ItemKind.choices,
        "currencies": prices.currencies,
        "rules": prices,
    }  # fmt: skip


def choices(
    customer: Customer, rules: NeedsPolicy, chosen: set[int]
) -> list[tuple[int, str, bool]]:
    """Unmet needs of the customer, those that the plan answers marked."""
    return chosen_of(queries.needs_of(*customer.shown_numbers), rules, chosen)


def chosen_of(
    found: Sequence[Need] | Any, rules: NeedsPolicy, chosen: set[int]
) -> list[tuple[int, str, bool]]:
    return [
        (need.pk, policy.class_title(need.need_class, rules), need.pk in chosen)
        for need in found
        if need.status in UNMET
    ]


def _row(plan: Plan, user: Any, rules: NeedsPolicy, name: str = "") -> Row:
    now = clock.now()
    state = plan_policy.state(plan, clock.day(now))
    left = (plan.valid_until - clock.day(now)).days
    soon = state is PlanState.OFFERED and left <= plan_policy.in_force(now).warn_days
    classes = [answer.need.need_class for answer in plan.answers.all()]
    return Row(
        plan=plan,
        title=customers.shown_text(plan.title, user),
        state=words.PLANS[state],
        needs=[policy.class_title(code, rules) for code in classes],
        ends_soon=soon,
        name=name,
    )


def _item(item: PlanItem, user: Any) -> Context:
    said = {name: getattr(item, name) for name in ("text", "scope", "price", "note")}
    return {
        "one": item,
        **{name: customers.shown_text(text, user) if text else "" for name, text in said.items()},
    }


def _answer(need: Need, user: Any, rules: NeedsPolicy) -> Context:
    return {
        "title": policy.class_title(need.need_class, rules),
        "state": words.STATES[Status(need.status)],
        "evidence": customers.shown_text(need.evidence, user),
    }


def _why(plan: Plan, prices: Any) -> str:
    """A reason that a later policy gave up is shown by its code."""
    known = prices.reasons.get(plan.decline_reason)
    return plan_policy.title(known) if known else plan.decline_reason
