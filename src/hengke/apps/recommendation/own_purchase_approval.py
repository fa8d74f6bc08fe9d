"""A purchase above the level as a request that a second person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.customers.api import shown_name, visible_to
from hengke.apps.recommendation import permissions, queries
from hengke.apps.recommendation.models import OwnPurchase, Wish

KIND, CUSTOMER = "recommendation.own_purchase", "customer"


def ask(wish: OwnPurchase, *, now: datetime) -> Approval:
    """The request beside the row that it is about; both in the caller's transaction. What the
    customer said is sealed and stays there: the inbox names levels and the signed warning."""
    return approvals.ask(
        KIND,
        by=wish.requested_by,
        reason=f"R{wish.risk} > C{wish.level}: {wish.document}",
        subject=(CUSTOMER, wish.customer_id),
        now=now,
        payload=details(wish),
        slot=f"{wish.customer_id}:{wish.product_id}",
    )


def details(wish: OwnPurchase) -> dict[str, Any]:
    return {
        "wish": wish.pk, "product": wish.product_id, "name": wish.product_name,
        "risk": wish.risk, "level": wish.level, "warned_on": wish.warned_on.isoformat(),
    }  # fmt: skip


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            _("Purchase above the risk level"),
            may_ask=permissions.can_record,
            may_decide=lambda user: _may(user, permissions.DECIDE, permissions.can_decide(user)),
            may_see=lambda user: _may(user, permissions.READ, permissions.can_read(user)),
            carry_out=_carry_out,
            describe=_describe,
            check=_check,
            ended=_ended,
            trail="own_purchase",
            notes=lambda approval: dict(approval.payload),
        )
    )


def _may(user: Any, action: str, allowed: bool) -> bool | Q:
    if not allowed:
        return False
    return Q(subject_id__in=visible_to(user, action).values("customer_id"))


def _check(approval: Approval) -> None:
    from hengke.apps.recommendation.own_purchases import check_still  # it asks through this module

    check_still(_wish(approval))


def _carry_out(approval: Approval, by: Any) -> str:
    _settle(approval, Wish.APPROVED)
    return ""


def _ended(approval: Approval, by: Any) -> None:
    """A no is a rejection; taken back or out of time, the request lapses."""
    rejected = approval.state == approvals.State.REJECTED
    _settle(approval, Wish.REJECTED if rejected else Wish.EXPIRED)


def _settle(approval: Approval, status: str) -> None:
    wish = _wish(approval)
    wish.status = status
    wish.decided_by, wish.decided_at = approval.decided_by, approval.decided_at
    wish.save(update_fields=["status", "decided_by", "decided_at"])


def _wish(approval: Approval) -> OwnPurchase:
    return OwnPurchase.objects.select_for_update().get(pk=approval.payload["wish"])


def _describe(found: Sequence[Approval], user: Any) -> Mapping[int, Described]:
    known = queries.customers_of({one.subject_id for one in found}, user=user)
    return {one.pk: _told(one, known.get(one.subject_id), user) for one in found}


def _told(one: Approval, customer: Any, user: Any) -> Described:
    told = one.payload
    address = f"{reverse('workbench:customer', args=[one.subject_id])}?tab=recommendation"
    return Described(
        title=shown_name(customer, user) if customer else one.subject_id,
        href=address if customer else "",
        changes=(
            Change(_("Product"), "", told["name"]),
            Change(_("Risk of the product"), "", f"R{told['risk']}"),
            Change(_("Level of the customer"), "", f"C{told['level']}"),
            Change(_("Warned in writing on"), "", told["warned_on"]),
        ),
        note=told["product"],
    )
