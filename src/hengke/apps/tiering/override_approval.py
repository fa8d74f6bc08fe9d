"""A tier by hand as a request that a second person decides: what approvals may ask of tiering."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.customers.api import Customer, shown_name, visible_to
from hengke.apps.tiering import permissions, policy, queries
from hengke.apps.tiering.models import OverrideStatus, Position, TierOverride
from hengke.apps.webhooks.api import emit

KIND, CUSTOMER = "tiering.override", "customer"


def ask(override: TierOverride, *, now: datetime) -> Approval:
    """The request beside the row that it is about; both in the caller's transaction."""
    return approvals.ask(
        KIND,
        by=override.requested_by,
        reason=override.reason,
        subject=(CUSTOMER, override.customer_id),
        now=now,
        payload=details(override),
        slot=f"{override.policy}:{override.customer_id}",
    )


def waiting(override: TierOverride) -> Approval:
    """The request of an override that was asked for and not decided."""
    return Approval.objects.get(
        kind=KIND, state=approvals.State.WAITING, slot=f"{override.policy}:{override.customer_id}"
    )


def details(override: TierOverride) -> dict[str, Any]:
    return {
        "override": override.pk,
        "policy": override.policy,
        "tier": override.tier,
        "until": override.until.isoformat(),
    }


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            _("Tier by hand"),
            may_ask=permissions.can_request_override,
            may_decide=_may_decide,
            may_see=_may_see,
            carry_out=_carry_out,
            describe=_describe,
            check=_check,
            ended=_ended,
            trail="tier_override",
            notes=lambda approval: dict(approval.payload),
        )
    )


def _may_decide(user: Any) -> bool | Q:
    decides = permissions.can_decide_overrides(user)
    return decides and _of_customers(user, "tiering.decide_override")


def _may_see(user: Any) -> bool | Q:
    return permissions.can_read(user) and _of_customers(user, "tiering.read")


def _of_customers(user: Any, action: str) -> Q:
    return Q(subject_id__in=visible_to(user, action).values("customer_id"))


def _override(approval: Approval) -> TierOverride:
    return TierOverride.objects.select_for_update().get(pk=approval.payload["override"])


def _check(approval: Approval) -> None:
    override = _override(approval)
    policy.check_can_become(override, OverrideStatus.APPROVED)
    policy.check_has_not_ended(override, as_of=queries.ladder_of(override.policy).as_of)


def _carry_out(approval: Approval, by: Any) -> str:
    _settle(approval, OverrideStatus.APPROVED)
    return ""


def _ended(approval: Approval, by: Any) -> None:
    """A no is a rejection; taken back or out of time, the request is over."""
    rejected = approval.state == approvals.State.REJECTED
    _settle(approval, OverrideStatus.REJECTED if rejected else OverrideStatus.EXPIRED)


def _settle(approval: Approval, status: str) -> None:
    override = _override(approval)
    override.status, override.decision_note = status, approval.decision_reason
    override.decided_by, override.decided_at = approval.decided_by, approval.decided_at
    override.save(update_fields=["status", "decision_note", "decided_by", "decided_at"])
    if status != OverrideStatus.EXPIRED:
        tell("tier_override.decided", override)


def tell(kind: str, override: TierOverride) -> None:
    """Whoever may see the customer and asked to be told."""
    places = Customer.objects.filter(pk=override.customer_id).values("branch_id", "manager_id")
    place = places.first() or {"branch_id": "", "manager_id": ""}
    emit(kind, override=override.pk, customer=override.customer_id, **place)


def _describe(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    """Three queries for a page of any length; who may not read the customer sees the number, and
    who may not read tiers sees none."""
    numbers = {one.subject_id for one in found}
    customers = queries.customers_of(numbers, user=user)
    ladders = {ladder.policy: ladder for ladder in queries.ladders()}
    rows = Position.objects.filter(customer_id__in=numbers & customers.keys())
    now = {
        (policy_, number): tier
        for policy_, number, tier in rows.values_list("policy", "customer_id", "effective_tier")
    }
    return {one.pk: _told(one, customers.get(one.subject_id), ladders, now, user) for one in found}


def _told(one: Approval, customer: Any, ladders: Any, now: Any, user: Any) -> Described:
    scheme = one.payload["policy"]
    ladder = ladders.get(scheme)

    def name(tier: str | None) -> str:
        step = ladder.step(tier) if ladder and tier else None
        return str(step.name) if step else tier or ""

    tiers = (Change(_("Tier"), name(now.get((scheme, one.subject_id))), name(one.payload["tier"])),)
    address = f"{reverse('tiering:customer', args=[one.subject_id])}?policy={scheme}"
    return Described(
        title=shown_name(customer, user) if customer else one.subject_id,
        href=address if customer else "",
        changes=(
            *(tiers if permissions.can_read(user) else ()),
            Change(_("Last day"), "", one.payload["until"]),
        ),
        note=ladder.title if ladder else scheme,
    )
