"""What a person types: which challenger is to be champion, and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from hengke.kernel.errors import Refused

REASON = 500


class PromotionForm(forms.Form):
    """An empty reason is refused by the action, with the way out."""

    version = forms.CharField(max_length=12)
    reason = forms.CharField(max_length=REASON, required=False)


def typed(data: Any) -> tuple[str, str]:
    """Version and reason; refused where the form was not filled in as it is shown."""
    form = PromotionForm(data)
    if not form.is_valid():
        raise Refused(
            _("The request names no model, or the reason is too long."),
            next_step=_("Go back to the register and ask again."),
        )
    return form.cleaned_data["version"], form.cleaned_data["reason"]
