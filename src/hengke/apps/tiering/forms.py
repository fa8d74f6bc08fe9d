"""Forms of overrides: what a person types, before the actions judge it."""

from __future__ import annotations

from django import forms

REASON_LENGTH = 500


class OverrideForm(forms.Form):
    """A request; an empty or senseless field is refused by the action, with the way out."""

    tier = forms.CharField(max_length=60, required=False)
    reason = forms.CharField(max_length=REASON_LENGTH, required=False)
    until = forms.DateField()


class DecisionForm(forms.Form):
    """The second person's answer, with a word of why."""

    decision = forms.ChoiceField(choices=[("approve", "approve"), ("reject", "reject")])
    note = forms.CharField(max_length=REASON_LENGTH, required=False)
