"""What pages of recommendations send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.recommendation.models import Answer
from hengke.apps.recommendation.own_purchases import Asked
from hengke.kernel.errors import Refused

LENGTH = 500


class ShowForm(forms.Form):
    product = forms.CharField(max_length=100, label=gettext_lazy("Product"))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=Answer.choices[1:], label=gettext_lazy("Answer"))
    refusal = forms.CharField(max_length=40, required=False, label=gettext_lazy("Reason given"))


class WishForm(forms.Form):
    product = forms.CharField(max_length=100, label=gettext_lazy("Product"))
    reason = forms.CharField(max_length=LENGTH, label=gettext_lazy("What the customer said"))
    warned_on = forms.DateField(label=gettext_lazy("Warned in writing on"))
    document = forms.CharField(max_length=100, label=gettext_lazy("Number of the signed warning"))

    def asked(self) -> Asked:
        told = said(self)
        return Asked(told["product"], told["reason"], told["warned_on"], told["document"])


def said(form: forms.Form) -> dict[str, Any]:
    """What was sent, when every field holds; else the first field that does not is named."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, problems = next(iter(form.errors.items()))
    label = str(form.fields[name].label or name) if name in form.fields else name
    raise Refused(
        _("%(field)s: %(problem)s") % {"field": label, "problem": problems[0]},
        next_step=_("Correct it and send it again."),
    )
