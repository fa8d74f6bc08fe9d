"""Impact assessments: written, approved by a second person, revised, looked at again in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.approvals.api import Approval
from hengke.apps.audit.api import record
from hengke.apps.privacy import permissions, policy, queries
from hengke.apps.privacy.models import Assessment, Subject
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.kernel.periods import add_months


@dataclass(frozen=True)
class Written:
    """What an assessment says (PIPL 56)."""

    code: str
    subject: str
    title: str
    purpose: str
    necessity: str
    risks: str
    measures: str
    conclusion: str
    recipient: str = ""
    fields: tuple[str, ...] = ()


@transaction.atomic
def write(said: Written, *, by: Any, now: datetime) -> Assessment:
    """A new version of the code; the approved one stays in force until this one is approved."""
    permissions.check_can_assess(by)
    _check(said)
    versions = Assessment.objects.select_for_update().filter(code=said.code)
    last = versions.order_by("-version").first()
    written = Assessment.objects.create(
        code=said.code, version=last.version + 1 if last else 1, subject=said.subject,
        title=said.title, purpose=said.purpose, necessity=said.necessity, risks=said.risks,
        measures=said.measures, conclusion=said.conclusion, recipient=said.recipient,
        fields=list(said.fields), written_by=by, written_at=now,
    )  # fmt: skip
    record("privacy.assessment_written", by=by, target=said.code, version=written.version)
    return written


def approve(approval: Approval, by: Any) -> str:
    """The second person's yes: in force from today until its review."""
    written = Assessment.objects.select_for_update().get(pk=approval.payload["assessment"])
    day = policy.today(clock.now())
    written.approved_by, written.approved_on = by, day
    written.review_on = add_months(day, policy.in_force(day).assessment_months)
    written.save(update_fields=["approved_by", "approved_on", "review_on"])
    return f"v{written.version}"


@dataclass(frozen=True)
class Warn:
    """What has no approved assessment that is still good."""

    code: str
    overdue: bool

    @property
    def about(self) -> str:
        """What the code is a code of."""
        kind, _colon, _name = self.code.partition(":")
        return {
            "policy": _("Tier policy"),
            "model": _("Model of falls"),
            "recipient": _("Recipient of data"),
        }.get(kind, "")


def warnings(in_use: Sequence[str], *, day: date) -> list[Warn]:
    """Policies and models in use without one, and assessments whose review is overdue."""
    good = queries.assessed(day)
    overdue = {
        one.code
        for one in queries.current_assessments()
        if one.review_on is not None and one.review_on < day
    }
    missing = [code for code in in_use if code not in good and code not in overdue]
    return [*(Warn(code, True) for code in sorted(overdue - good)),
            *(Warn(code, False) for code in missing)]  # fmt: skip


def _check(said: Written) -> None:
    texts = (said.code, said.title, said.purpose, said.necessity, said.risks, said.measures,
             said.conclusion)  # fmt: skip
    if said.subject not in Subject.values or not all(text.strip() for text in texts):
        raise Refused(
            _("An impact assessment says all of: purpose, necessity, risks, measures, conclusion."),
            next_step=_("Fill what is empty."),
        )
    if said.subject == Subject.SHARING and not (said.recipient.strip() and said.fields):
        raise Refused(
            _("A sharing assessment names the recipient and the fields."),
            next_step=_("Fill both."),
        )
