"""Taking a merge back, as a request that a second person decides. What was laid over is lifted off;
no row of either customer was changed, so both are what they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.customers import api as customers
from hengke.apps.duplicates import actions, merging, permissions, queries
from hengke.apps.duplicates.models import Merge, Pair, State
from hengke.apps.privacy import api as privacy
from hengke.kernel import clock
from hengke.kernel.errors import Refused

KIND = "customers.unmerge"


@transaction.atomic
def ask(pair: Pair, *, reason: str, by: Any, now: datetime) -> Approval:
    found = queries.visible_to(by, merging.KIND).filter(pk=pair.pk).first()
    merge = queries.in_force(found) if found else None
    if found is None or merge is None:
        raise Refused(_("These two are not merged."), next_step=_("Load the page again."))
    _check_last(merge)
    return approvals.ask(
        KIND, by=by, reason=reason, subject=("customer", merge.merged_id), now=now,
        payload={
            "pair": found.pk, "merge": merge.pk, "survivor": merge.survivor_id,
            "merged": merge.merged_id,
        },
        slot=f"merge:{merge.pk}",
    )  # fmt: skip


def asked(merge: Merge) -> Any:
    rows = approvals.Approval.objects.filter(kind=KIND, state=approvals.State.WAITING)
    return rows.filter(slot=f"merge:{merge.pk}").first()


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            gettext_lazy("Undoing a merge"),
            may_ask=permissions.can_merge,
            may_decide=permissions.can_decide_merges,
            may_see=permissions.can_decide_merges,
            carry_out=_carry_out,
            describe=_described,
            check=lambda approval: _check_last(_merge(approval)),
            notes=merging.ids_of,
        )
    )


def _merge(approval: Approval) -> Merge:
    return Merge.objects.select_for_update().get(pk=approval.payload["merge"])


def _carry_out(approval: Approval, by: Any) -> str:
    now = clock.now()
    actions.take_turn(now)
    merge = _merge(approval)
    merge.undone_at, merge.undone_by, merge.undo_approval = now, by, approval.pk
    merge.save(update_fields=["undone_at", "undone_by", "undo_approval"])
    kept = [one.kept for one in queries.merges_of(merge.survivor_id)]
    customers.lift(merge.merged_id, to=merge.survivor_id, kept=kept, by=by, now=now, merge=merge.pk)
    Pair.objects.filter(pk=merge.pair_id).update(state=State.UNDONE, decided_by=by, decided_at=now)
    return f"{merge.survivor_id} | {merge.merged_id}"


def _check_last(merge: Merge) -> None:
    """Values lie over each other: who was merged last is taken apart first."""
    held = queries.merges_of(merge.survivor_id)
    if not held or merge.undone_at is not None:
        raise Refused(_("This merge was undone already."), next_step=_("Load the page again."))
    if held[-1].pk != merge.pk:
        raise Refused(
            _("%(number)s was merged into the same customer later.")
            % {"number": held[-1].merged_id},
            next_step=_("Undo that merge first."),
        )
    if privacy.holds_of(merge.survivor_id).filter(placed_at__gt=merge.merged_at).exists():
        raise Refused(
            _("A legal hold was placed since, and covers both numbers only while they are one."),
            next_step=_("Have it lifted, undo the merge, and place it on whom it is about."),
        )


def _described(found: Sequence[Approval], user: Any) -> dict[int, Described]:
    return {
        one.pk: Described(
            f"{one.payload['survivor']} | {one.payload['merged']}",
            reverse("duplicates:pair", args=[one.payload["pair"]]),
            [Change(_("Customer number"), one.payload["survivor"], one.payload["merged"])],
        )
        for one in found
    }
