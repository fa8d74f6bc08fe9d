"""Plans are opened, changed while they are drafts, and offered. Each is one transaction with one
audit row."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.customers.api import Customer
from hengke.apps.needs import permissions, plan_policy
from hengke.apps.needs.models import UNMET, Nature, Need
from hengke.apps.needs.plan_models import Plan, PlanItem, PlanNeed, PlanState
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.web.sealed import plain


@dataclass(frozen=True)
class Terms:
    """What a plan says beside its items; `needs` are numbers of the register."""

    title: str
    needs: tuple[int, ...]
    valid_from: date
    valid_until: date
    special_price: bool = False


@dataclass(frozen=True)
class Item:
    """One service or product as somebody writes it down."""

    kind: str
    text: str
    scope: str
    price: str
    note: str = ""
    amount_minor: int | None = None
    currency: str = ""


@transaction.atomic
def open_plan(customer: Customer, terms: Terms, *, by: Any, now: datetime) -> Plan:
    """A draft, the first version of a plan of its own."""
    permissions.check_can_record(by)
    found = _checked(customer, terms, now)
    plan = Plan.objects.create(
        customer_id=customer.pk, series=uuid.uuid4(), title=terms.title.strip(),
        valid_from=terms.valid_from, valid_until=terms.valid_until,
        special_price=terms.special_price, opened_by=by, opened_at=now,
    )  # fmt: skip
    _answer(plan, found)
    record("needs.plan_opened", by=by, target=plan.customer_id, plan=plan.pk)
    return plan


@transaction.atomic
def change_plan(plan: Plan, customer: Customer, terms: Terms, *, by: Any, now: datetime) -> Plan:
    """The terms of a draft; an approval of its price does not go along."""
    locked = _draft(plan, by)
    found = _checked(customer, terms, now)
    locked.title, locked.special_price = terms.title.strip(), terms.special_price
    locked.valid_from, locked.valid_until = terms.valid_from, terms.valid_until
    locked.answers.all().delete()
    _answer(locked, found)
    record("needs.plan_changed", by=by, target=locked.customer_id, plan=locked.pk)
    return _saved(locked)


@transaction.atomic
def add_item(plan: Plan, item: Item, *, by: Any, now: datetime) -> Plan:
    locked = _draft(plan, by)
    rules = plan_policy.in_force(now)
    if locked.items.count() >= rules.most_items:
        raise Refused(
            _("A plan has at most %(most)d items.") % {"most": rules.most_items},
            next_step=_("Remove one, or open a second plan."),
        )
    if item.amount_minor is not None and item.currency not in rules.currencies:
        raise Refused(
            _("There is no price in this currency."), next_step=_("Choose one of the list.")
        )
    made = PlanItem.objects.create(plan=locked, **item.__dict__)
    record("needs.plan_item_added", by=by, target=locked.customer_id, plan=locked.pk, item=made.pk)
    return _saved(locked)


@transaction.atomic
def remove_item(item: PlanItem, *, by: Any) -> Plan:
    locked = _draft(item.plan, by)
    number = item.pk
    PlanItem.objects.filter(pk=number).delete()
    record("needs.plan_item_removed", by=by, target=locked.customer_id, plan=locked.pk, item=number)
    return _saved(locked)


@transaction.atomic
def new_version(plan: Plan, *, by: Any, now: datetime) -> Plan:
    """A draft with the same items and needs. The version before it stays as it is; what still
    waits for the customer is withdrawn only when the new one is offered."""
    permissions.check_can_record(by)
    before = list(Plan.objects.select_for_update().filter(series=plan.series).order_by("version"))
    if {one.status for one in before} & {PlanState.DRAFT, PlanState.ACCEPTED}:
        raise Refused(
            _("The plan is accepted, or a new version is a draft already."),
            next_step=_("Open that draft, or a new plan."),
        )
    last = before[-1]
    made = Plan.objects.create(
        customer_id=last.customer_id, series=last.series, version=last.version + 1,
        title=plain(last.title) or "", valid_from=last.valid_from, valid_until=last.valid_until,
        special_price=last.special_price, opened_by=by, opened_at=now,
    )  # fmt: skip
    _answer(made, [one.need for one in last.answers.select_related("need")])
    for item in last.items.order_by("pk"):
        said = {name: plain(getattr(item, name)) for name in ("text", "scope", "price", "note")}
        PlanItem.objects.create(
            plan=made, kind=item.kind, amount_minor=item.amount_minor, currency=item.currency,
            **said,
        )  # fmt: skip
    record("needs.plan_versioned", by=by, target=made.customer_id, plan=made.pk, before=last.pk)
    return made


@transaction.atomic
def offer(plan: Plan, *, revision: int, by: Any, now: datetime) -> Plan:
    """From now on nothing of it changes. An earlier version that waits is withdrawn with it."""
    permissions.check_can_record(by)
    found = {
        one.pk: one for one in Plan.objects.select_for_update().filter(series=plan.series)
    }  # fmt: skip
    locked = found[plan.pk]
    plan_policy.check_can_become(locked, PlanState.OFFERED, today=clock.day(now))
    plan_policy.check_seen(locked, revision)
    _check_whole(locked, now)
    replaced = [one for one in found.values() if one.status == PlanState.OFFERED]
    for one in replaced:
        end(one, PlanState.WITHDRAWN, by=by, now=now)
    locked.status, locked.offered_by, locked.offered_at = PlanState.OFFERED, by, now
    locked.save(update_fields=["status", "offered_by", "offered_at"])
    record(
        "needs.plan_offered", by=by, target=locked.customer_id, plan=locked.pk,
        replaced=[one.pk for one in replaced],
    )  # fmt: skip
    return locked


def end(plan: Plan, status: PlanState, *, by: Any, now: datetime, reason: str = "") -> None:
    """Of a plan locked by the caller, who writes the audit row."""
    plan.status, plan.decline_reason = status, reason
    plan.ended_by, plan.ended_at = by, now
    plan.save(update_fields=["status", "decline_reason", "ended_by", "ended_at"])


def check_offerable(plan: Plan, now: datetime) -> None:
    """All but the price."""
    if not plan.items.exists() or not plan.answers.exists():
        raise Refused(
            _("A plan is offered with at least one item and one need that it answers."),
            next_step=_("Write down what is missing."),
        )
    if plan.valid_until < clock.day(now):
        raise Refused(
            _("The last day of the offer is over."), next_step=_("Choose a later last day.")
        )


def _check_whole(plan: Plan, now: datetime) -> None:
    check_offerable(plan, now)
    if plan_policy.second_person(plan, list(plan.items.all()), plan_policy.in_force(now)):
        raise Refused(
            _("A second person looks at this price before it is offered."),
            next_step=_("Ask for approval on the page of the plan."),
        )


def _draft(plan: Plan, by: Any) -> Plan:
    permissions.check_can_record(by)
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    plan_policy.check_draft(locked)
    return locked


def _saved(plan: Plan) -> Plan:
    """The draft as it stands now; who read an earlier one is told."""
    plan.revision += 1
    plan.save()
    return plan


def _checked(customer: Customer, terms: Terms, now: datetime) -> list[Need]:
    """The needs that are chosen, when all that is said holds."""
    plan_policy.check_validity(terms.valid_from, terms.valid_until, plan_policy.in_force(now))
    return _chosen(customer, terms.needs)


def _chosen(customer: Customer, numbers: Collection[int]) -> list[Need]:
    rows = Need.objects.filter(customer_id__in=customer.shown_numbers, status__in=UNMET)
    found = list(rows.filter(pk__in=set(numbers)).order_by("pk"))
    if not found or len(found) != len(set(numbers)):
        raise Refused(
            _("A plan answers needs of the customer that stand on the register unmet."),
            next_step=_("Choose at least one of them, or write it down first."),
        )
    latent = any(one.nature == Nature.LATENT for one in found)
    if latent and privacy.switched_off(customer.shown_numbers):
        raise Refused(
            _("The customer wants no personalised processing: a plan answers what was said."),
            next_step=_("Choose explicit needs."),
        )
    return found


def _answer(plan: Plan, found: Collection[Need]) -> None:
    PlanNeed.objects.bulk_create(PlanNeed(plan=plan, need=one) for one in found)
