"""What sheets send, and what the task page's address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hengke.apps.care import queries, words
from hengke.apps.care.actions import Outcomes
from hengke.apps.care.models import DONE, SERVICE, SNOOZED, Channel, Outcome, Task

SNOOZE_DAYS = ((1, _("Tomorrow")), (3, _("In 3 days")), (7, _("In a week")), (14, _("In 2 weeks")))
FOLLOW_UP_DAYS = ((1, _("Tomorrow")), (3, _("In 3 days")), (7, _("In a week")))
NOTE_LENGTH = 1_000


class ContactForm(forms.Form):
    """One tap for the outcome, one for the follow-up; everything else may stay as it is."""

    outcome = forms.ChoiceField(choices=Outcome.choices, initial=Outcome.REACHED)
    channel = forms.ChoiceField(choices=Channel.choices, required=False)
    purpose = forms.CharField(max_length=60, required=False)
    follow_up = forms.TypedChoiceField(
        choices=[("", ""), *((str(days), label) for days, label in FOLLOW_UP_DAYS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    note = forms.CharField(max_length=NOTE_LENGTH, required=False)

    def result(self) -> Outcomes:
        sent = self.cleaned_data
        return Outcomes(
            outcome=sent["outcome"],
            channel=sent["channel"] or Channel.PHONE,
            note=sent["note"],
            follow_up_days=sent["follow_up"],
            purpose=sent["purpose"] or SERVICE,
        )


class SnoozeForm(forms.Form):
    """One tap: the button pressed is the choice."""

    days = forms.TypedChoiceField(
        choices=[(str(days), label) for days, label in SNOOZE_DAYS], coerce=int
    )
    reason = forms.CharField(max_length=200, required=False)


STATES = ("waiting", "late", "snoozed", "done")
SORTS = {"urgency": "-score", "due": "due_on", "amount": "-amount_minor"}
STATE_WORDS = {
    "waiting": _("To do"),
    "late": _("Late"),
    "snoozed": _("Later"),
    "done": _("Done"),
}
BY_DATE = "due"
"""The order in which everybody may stand; the others leave out who wants no ranking."""
SORT_WORDS = {"urgency": _("By urgency"), "due": _("By date"), "amount": _("By amount")}


@dataclass(frozen=True)
class TaskFilters:
    """What the address of the task page asks for; anything not understood counts as not asked."""

    state: str = "waiting"
    kind: str = ""
    manager: str = ""
    sort: str = "urgency"

    @property
    def order(self) -> str:
        return SORTS[self.sort]

    def query(self, **changes: str) -> str:
        """The address of the same list with some things changed; never with a cursor."""
        asked = {**self.__dict__, **changes}
        plain = TaskFilters().__dict__
        return "?" + urlencode(
            {name: value for name, value in asked.items() if value != plain[name]}
        )


def read(address: Mapping[str, str]) -> TaskFilters:
    return TaskFilters(
        state=_known(address.get("state", ""), STATES) or "waiting",
        kind=_known(address.get("kind", ""), words.KINDS),
        manager=address.get("manager", "")[:60],
        sort=_known(address.get("sort", ""), SORTS) or "urgency",
    )


def filtered(user: Any, filters: TaskFilters, *, day: date) -> QuerySet[Task]:
    """The tasks of the person's book that the filters let through."""
    rows = queries.tasks(user)
    if filters.sort != BY_DATE:
        rows = queries.ranked(rows)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.manager:
        rows = rows.filter(manager_id=filters.manager)
    if filters.state == "done":
        return rows.filter(status=DONE)
    if filters.state == "snoozed":
        return rows.filter(status=SNOOZED, snoozed_until__gt=day)
    if filters.state == "late":
        return queries.overdue(rows, day)
    return rows.filter(queries.waiting(day))


def _known(value: str, choices: Any) -> str:
    return value if value in choices else ""
