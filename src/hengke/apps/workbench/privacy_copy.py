"""A customer's own data as a file: a second person decides, then it is made, once to be taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengke.apps.approvals import api as approvals
from hengke.apps.approvals.api import Approval, Change, Described, Kind
from hengke.apps.privacy import api as privacy
from hengke.apps.workbench import privacy_archive, privacy_data
from hengke.kernel import clock

KIND = "privacy.own_data"


def ask(request: privacy.Request, *, reason: str, by: Any, now: datetime) -> Approval:
    """The purpose is the reason: identifiers leave the bank in clear, as they are the person's."""
    return approvals.ask(
        KIND, by=by, reason=reason, subject=("customer", request.customer_id), now=now,
        payload={"request": request.pk}, slot=f"request:{request.pk}",
    )  # fmt: skip


def register() -> None:
    approvals.register(
        Kind(
            KIND,
            _("Copy of the own data"),
            may_ask=privacy.can_copy,
            may_decide=privacy.can_decide,
            carry_out=_make,
            check=privacy.check_open,
            describe=_described,
            notes=lambda one: dict(one.payload),
        )
    )


def _make(approval: Approval, by: Any) -> str:
    """Composed and sealed in the transaction of the yes; it belongs to who asked."""
    now = clock.now()
    request = privacy.requests().get(pk=approval.payload["request"])
    number = privacy.survivor_of(request.customer_id)
    parts = privacy_data.of(number)
    mark = privacy_archive.Mark(
        customer_id=number,
        request=request.pk,
        made_at=now,
        asked_by=approval.asked_by.username,
        approved_by=by.username,
        purpose=approval.reason,
    )
    kept = privacy.keep(
        request,
        privacy_archive.packed(parts, mark),
        purpose=approval.reason,
        rows={name: len(rows) for name, rows in parts.items()},
        for_user=approval.asked_by,
        now=now,
    )
    return f"{kept.name} · {kept.sha256[:12]}"


def _described(found: Sequence[Approval], user: Any) -> dict[int, Described]:
    return {
        one.pk: Described(
            one.subject_id,
            reverse("workbench:privacy-request", args=[one.payload["request"]]),
            (Change(_("File"), "", _("all own data, identifiers in clear, taken once")),),
        )
        for one in found
    }
