"""Changes to overrides. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.approvals import api as approvals
from hengke.apps.audit.api import record, taken, watermark
from hengke.apps.customers.api import Customer
from hengke.apps.tiering import override_approval, permissions, policy, queries, sums
from hengke.apps.tiering.models import OverrideStatus, Passage, Position, TierOverride
from hengke.kernel import clock
from hengke.kernel.errors import Refused


@transaction.atomic
def request_override(
    customer: Customer,
    *,
    ladder_policy: str,
    tier: str,
    reason: str,
    until: date,
    by: Any,
    now: datetime,
) -> TierOverride:
    """Ask for a tier by hand. Nothing changes until a second person approves and a run follows."""
    permissions.check_can_request_override(by)
    ladder = queries.ladder_of(ladder_policy)
    _check_request(ladder.step(tier) is not None, reason=reason, until=until, as_of=ladder.as_of)
    expire_overrides(as_of=ladder.as_of, customer_id=customer.customer_id)
    _check_none_waits(customer.customer_id, ladder_policy)
    override = TierOverride.objects.create(
        customer_id=customer.customer_id,
        policy=ladder_policy,
        tier=tier,
        reason=reason.strip(),
        starts_on=ladder.as_of,
        until=until,
        requested_by=by,
        requested_at=now,
    )
    override_approval.ask(override, now=now)
    override_approval.tell("tier_override.requested", override)
    return override


@transaction.atomic
def approve_override(override: TierOverride, *, note: str = "", by: Any, now: datetime) -> None:
    """The second person's yes; the next run applies it."""
    _decide(override, yes=True, note=note, by=by, now=now)


@transaction.atomic
def reject_override(override: TierOverride, *, note: str, by: Any, now: datetime) -> None:
    """The second person's no; it needs a word of why."""
    _decide(override, yes=False, note=note, by=by, now=now)


@transaction.atomic
def expire_overrides(*, as_of: date, customer_id: str | None = None) -> int:
    """Close what has ended: requests nobody decided and approvals past their last day."""
    open_ones = TierOverride.objects.select_for_update().filter(
        status__in=[OverrideStatus.REQUESTED, OverrideStatus.APPROVED], until__lt=as_of
    )
    if customer_id is not None:
        open_ones = open_ones.filter(customer_id=customer_id)
    ended = list(open_ones)
    for override in ended:
        if override.status == OverrideStatus.REQUESTED:
            approvals.expire(override_approval.waiting(override), now=clock.now())
        else:
            override.status = OverrideStatus.EXPIRED
            override.save(update_fields=["status"])
            record(
                "tier_override.expired",
                by=None,
                target=override.customer_id,
                **override_approval.details(override),
            )
    return len(ended)


def rescope(customer_ids: list[str], *, branch_id: str, manager_id: str) -> int:
    """Follow a hand-over: tier results carry who may see them, and the sums of both books change.
    The action that moved the customers opens the transaction and writes the audit row."""
    rows = Position.objects.filter(customer_id__in=customer_ids)
    left = set(rows.order_by().values_list("branch_id", "manager_id").distinct())
    place = {"branch_id": branch_id, "manager_id": manager_id}
    Passage.objects.filter(customer_id__in=customer_ids).update(**place)
    moved = rows.update(**place)
    sums.recount({*left, (branch_id, manager_id)})
    return moved


def privacy_changed(customer_ids: Sequence[str]) -> None:
    """Somebody switched personalised processing, or was restricted: the sums of the books follow in
    the same transaction."""
    rows = Position.objects.filter(customer_id__in=customer_ids)
    sums.recount(set(rows.order_by().values_list("branch_id", "manager_id").distinct()))


def forget(customer_id: str) -> int:
    """What people wrote in overrides of a customer whose data are destroyed."""
    rows = TierOverride.objects.filter(customer_id=customer_id)
    return rows.update(reason="(destroyed)", decision_note="")


@transaction.atomic
def record_export(
    *, by: Any, policy: str, numbers: Iterable[str], rows: int, allowed: Any = None
) -> list[str]:
    """Customers' figures leave the workbench: who took whose, how many, under which policy. Gives
    the row by which the file says so."""
    taken(by, numbers, allowed=allowed is not None)
    request = {"approval": allowed.pk} if allowed is not None else {}
    entry = record("tiering.radar_exported", by=by, target=policy, rows=rows, **request)
    return watermark(entry, rows=rows)


def _check_request(known_tier: bool, *, reason: str, until: date, as_of: date) -> None:
    if not known_tier:
        raise Refused(_("The policy has no such tier."), next_step=_("Choose one of its tiers."))
    policy.check_reason(reason)
    policy.check_last_day(until, as_of=as_of)


def _check_none_waits(customer_id: str, ladder_policy: str) -> None:
    waiting = TierOverride.objects.filter(
        customer_id=customer_id, policy=ladder_policy, status=OverrideStatus.REQUESTED
    )
    if waiting.exists():
        raise Refused(
            _("An override for this customer is already waiting for a decision."),
            next_step=_("Have it decided first."),
        )


def _decide(override: TierOverride, *, yes: bool, note: str, by: Any, now: datetime) -> None:
    locked = TierOverride.objects.select_for_update().get(pk=override.pk)
    permissions.check_can_decide(by, locked)
    policy.check_can_become(locked, OverrideStatus.APPROVED if yes else OverrideStatus.REJECTED)
    approvals.decide(override_approval.waiting(locked), yes=yes, reason=note, by=by, now=now)
    override.refresh_from_db()
