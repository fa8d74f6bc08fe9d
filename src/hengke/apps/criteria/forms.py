"""What people type: when other floors begin, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hengke.kernel.errors import Refused

REASON = 500


class AskForm(forms.Form):
    """An empty reason is refused by the action, with the way out."""

    starts_on = forms.DateField()
    reason = forms.CharField(max_length=REASON, required=False)


def typed(data: Any) -> tuple[date, str]:
    form = AskForm(data)
    if not form.is_valid():
        raise Refused(
            _("The first day is no date, or the reason is too long."),
            next_step=_("Choose the day from which the floors are to hold."),
        )
    return form.cleaned_data["starts_on"], form.cleaned_data["reason"]
