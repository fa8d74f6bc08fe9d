"""What pages of tags and segments send, before the actions judge it.

How long a rule may be is judged with the rule, so that it is counted once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.tagging.definitions import Draft
from hengke.apps.tagging.words import FAMILIES
from hengke.kernel.errors import Refused

TEXT = 500


class GiveForm(forms.Form):
    code = forms.CharField(max_length=60, label=gettext_lazy("Tag"))
    reason = forms.CharField(max_length=TEXT, required=False, label=gettext_lazy("Reason"))
    until = forms.DateField(label=gettext_lazy("Last day"))


class DefinitionForm(forms.Form):
    """A tag of the bank's own; an empty rule stands for one that is given by hand."""

    code = forms.CharField(max_length=40, label=gettext_lazy("Code of the tag"))
    family = forms.ChoiceField(choices=list(FAMILIES.items()), label=gettext_lazy("Family of tags"))
    zh = forms.CharField(max_length=40, label=gettext_lazy("Title in Chinese"))
    en = forms.CharField(max_length=60, label=gettext_lazy("Title in English"))
    rule = forms.CharField(required=False, label=gettext_lazy("Rule"))
    need = forms.CharField(max_length=60, required=False, label=gettext_lazy("Class of need"))
    since = forms.DateField(label=gettext_lazy("In force from"))
    through = forms.DateField(required=False, label=gettext_lazy("Last day"))
    reason = forms.CharField(max_length=TEXT, required=False, label=gettext_lazy("Reason"))

    def draft(self, owner: str) -> Draft:
        told = said(self)
        reason = told.pop("reason")
        return Draft(**told, owner=owner, source=reason)


class SegmentForm(forms.Form):
    name = forms.CharField(max_length=40, required=False, label=gettext_lazy("Name in rules"))
    title = forms.CharField(max_length=80, required=False, label=gettext_lazy("Title"))
    expression = forms.CharField(label=gettext_lazy("Rule"))
    version = forms.IntegerField(required=False, min_value=1)


class PreviewForm(forms.Form):
    """What is being typed; a rule that is too long is a rule that is wrong."""

    expression = forms.CharField(required=False, strip=False)
    rule = forms.CharField(required=False, strip=False)
    name = forms.CharField(required=False, max_length=40)
    against = forms.CharField(required=False, max_length=40)


class FreezeForm(forms.Form):
    purpose = forms.CharField(max_length=TEXT, required=False, label=gettext_lazy("Purpose"))


def said(form: forms.Form) -> dict[str, Any]:
    """What was sent, when every field holds; else the first field that does not is named."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, problems = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else name
    raise Refused(
        _("%(field)s: %(problem)s") % {"field": label or name, "problem": problems[0]},
        next_step=_("Correct it and send it again."),
    )
