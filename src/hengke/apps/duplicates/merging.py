"""The merge of two customers as a request that a second person decides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.customers import api as customers
from hengke.apps.duplicates import actions, comparing, permissions, queries
from hengke.apps.duplicates.comparing import Compared
from hengke.apps.duplicates.models import Merge, Pair, State
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock
from hengke.kernel.errors import Refused

KIND = actions.MERGE


@transaction.atomic
def ask(
    pair: Pair, *, stays: str, by_hand: Mapping[str, str], reason: str, by: Any, now: datetime
) -> Approval:
    """Ask for what was previewed. The request holds numbers and codes; nothing happens yet."""
    found = queries.visible_to(by, KIND).filter(pk=pair.pk).select_for_update().first()
    if found is None:
        raise Refused(_("Both customers must be in your reach to be merged."))
    told = comparing.compared(found.left_id, found.right_id, now=now, stays=stays, by_hand=by_hand)
    _check_mergeable(found, told)
    return approvals.ask(
        KIND, by=by, reason=reason, subject=("customer", told.goes.number), now=now,
        payload={
            "pair": found.pk, "survivor": told.stays.number, "merged": told.goes.number,
            "choices": told.by_field(), "taken": told.taken(), "policy": told.rule.version,
            "why": told.why, "grounds": told.grounds(),
        },
        version=told.version(), slot=f"pair:{found.pk}",
    )  # fmt: skip


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            gettext_lazy("Merge of two customers"),
            may_ask=permissions.can_merge,
            may_decide=permissions.can_decide_merges,
            may_see=permissions.can_decide_merges,
            carry_out=_carry_out,
            describe=described,
            version=lambda approval: _again(approval).version(),
            check=lambda approval: _check_mergeable(_pair(approval), _again(approval)),
            notes=lambda approval: ids_of(approval),
        )
    )


def ids_of(approval: Approval) -> dict[str, Any]:
    wanted = ("pair", "merge", "survivor", "merged", "policy")
    return {name: approval.payload[name] for name in wanted if name in approval.payload}


def described(found: Sequence[Approval], user: Any) -> dict[int, Described]:
    """Whose value of which field; the values themselves are on the page of the pair."""
    return {one.pk: _described(one) for one in found}


def _described(one: Approval) -> Described:
    stays, goes = one.payload["survivor"], one.payload["merged"]
    labels = customers.labels_of(one.payload.get("taken", ()))
    changes = [
        Change(_("Customer number"), goes, stays),
        *(Change(label, stays, goes) for label in labels),
    ]
    note = _("Fields are shown as whose value counts, before and after.")
    return Described(
        f"{goes} → {stays}", reverse("duplicates:pair", args=[one.payload["pair"]]), changes, note
    )


def as_decided(merge: Merge, *, now: datetime) -> Compared:
    """A merge that holds, with the grounds that its request held. The survivor's column has its own
    values where others were laid over them."""
    told = comparing.compared(
        merge.survivor_id, merge.merged_id, now=now, stays=merge.survivor_id, by_hand=merge.choices
    )
    payload = approvals.Approval.objects.filter(pk=merge.approval).values_list("payload", flat=True)
    asked = payload.first() or {}
    return told.decided(asked.get("why"), asked.get("grounds", {}), laid_over=merge.kept)


def hindrance(pair: Pair, told: Compared) -> Refused | None:
    """Why the two may not be merged today, told before anybody writes a reason; None if nothing."""
    try:
        _check_mergeable(pair, told)
    except Refused as refusal:
        return refusal
    return None


def _pair(approval: Approval) -> Pair:
    return Pair.objects.get(pk=approval.payload["pair"])


def _again(approval: Approval) -> Compared:
    """What was previewed, read anew: with the choices that stand in the request."""
    told = approval.payload
    return comparing.compared(
        told["survivor"], told["merged"], now=clock.now(), stays=told["survivor"],
        by_hand=told["choices"],
    )  # fmt: skip


def _carry_out(approval: Approval, by: Any) -> str:
    now = clock.now()
    actions.take_turn(now)
    told, pair = _again(approval), _pair(approval)
    merge = Merge.objects.create(
        pair=pair, survivor_id=told.stays.number, merged_id=told.goes.number,
        choices=told.by_field(), kept=_kept(told, now), policy=approval.payload["policy"],
        approval=approval.pk, asked_by=approval.asked_by, merged_by=by, merged_at=now,
    )  # fmt: skip
    kept = [one.kept for one in queries.merges_of(merge.survivor_id)]
    customers.redirect(
        merge.merged_id, to=merge.survivor_id, kept=kept, by=by, now=now, merge=merge.pk
    )
    pair.state, pair.decided_by, pair.decided_at = State.MERGED, by, now
    pair.save()
    return f"{merge.merged_id} → {merge.survivor_id}"


def _kept(told: Compared, now: datetime) -> dict[str, dict[str, str]]:
    """The values that come from who goes, each beside what the survivor's own sources say now."""
    text = told.outcome()
    return {
        name: customers.written(
            text[name],
            against=told.stays.own[name].text,
            column=customers.record_values.plain(getattr(told.stays.of.core, name, None)),
            state=told.goes.lines[name].state,
            since=now,
        )
        for name in told.taken()
    }


def _check_mergeable(pair: Pair, told: Compared) -> None:
    """What may not be merged today, whoever asks."""
    if pair.state not in (State.WAITING, State.UNDONE):
        raise Refused(_("This pair was decided already."), next_step=_("Load the page again."))
    if told.stays.of.core is None or told.goes.of.core is None:
        raise Refused(_("Only customers whom the core system knows are merged."))
    if told.stays.of.kind != told.goes.of.kind:
        raise Refused(_("A person and an institution are not one customer."))
    numbers = [told.stays.number, told.goes.number]
    if any(privacy.restriction_of(number) for number in numbers):
        raise Refused(_("Processing of one of the two is restricted."))
    if len(privacy.switched_off(numbers)) == 1:
        raise Refused(
            _("One of the two wants no personalised processing."),
            next_step=_("Switch it off for the other one first: the choice is the person's."),
        )
    if privacy.something_open(numbers, clock.now()):
        raise Refused(
            _("One of the two asked for something that is not answered or decided yet."),
            next_step=_("Answer the request, or have it decided, on the privacy tab; then merge."),
        )
    if customers.survivors_of(numbers) or customers.merged_into(told.goes.number):
        raise Refused(
            _("One of the two is part of another merge."),
            next_step=_("Let the one who has taken in others survive, or undo that merge first."),
        )
