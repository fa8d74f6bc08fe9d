"""Interviews are written down and withdrawn. Each is one transaction with one audit row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from hengke.apps.audit.api import record
from hengke.apps.customers.api import Customer
from hengke.apps.needs import permissions, policy
from hengke.apps.needs.interview_models import Interview, Reply
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.needs.scheme import Question

ANSWER_LENGTH = 500
CHOICES = {"yes_no": ("yes", "no"), "scale": ("1", "2", "3", "4", "5")}


@transaction.atomic
def write_interview(
    customer: Customer,
    *,
    questionnaire: str,
    way: str,
    held_on: date,
    answers: Mapping[str, str],
    by: Any,
    now: datetime,
) -> Interview:
    """One row per question that was answered; refused where none was, or one does not hold."""
    permissions.check_can_record(by)
    policy.check_noticed(held_on, today=clock.day(now))
    asked = policy.in_force(now).questionnaires.get(questionnaire)
    if asked is None:
        raise Refused(
            _("There is no questionnaire “%(code)s”.") % {"code": questionnaire},
            next_step=_("Choose one of the list."),
        )
    said = {code: text.strip() for code, text in answers.items() if text.strip()}
    for code, text in said.items():
        _check(asked.questions.get(code), text)
    if not said:
        raise Refused(
            _("No question was answered."), next_step=_("Write down at least one answer.")
        )
    made = Interview.objects.create(
        customer_id=customer.pk, questionnaire=questionnaire, way=way, held_on=held_on,
        recorded_by=by, recorded_at=now,
    )  # fmt: skip
    Reply.objects.bulk_create(
        Reply(interview=made, question=code, answer=text) for code, text in said.items()
    )
    record("needs.interview_recorded", by=by, target=customer.pk, interview=made.pk)
    return made


@transaction.atomic
def withdraw_interview(interview: Interview, *, by: Any, now: datetime) -> Interview:
    """A mistake: the row stays, its answers are shown no more."""
    permissions.check_can_record(by)
    locked = Interview.objects.select_for_update().get(pk=interview.pk)
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_at = now
    locked.save(update_fields=["withdrawn_at"])
    record("needs.interview_withdrawn", by=by, target=locked.customer_id, interview=locked.pk)
    return locked


def _check(question: Question | None, text: str) -> None:
    if question is None:
        raise Refused(
            _("A question is not part of the questionnaire any more."),
            next_step=_("Load the page again."),
        )
    known = CHOICES.get(question.kind)
    if (known and text not in known) or len(text) > ANSWER_LENGTH:
        raise Refused(
            _("The answer to “%(question)s” does not hold.") % {"question": policy.title(question)},
            next_step=_("Yes or no, 1 to 5, or at most %(most)d signs.") % {"most": ANSWER_LENGTH},
        )
