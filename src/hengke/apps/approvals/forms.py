"""What a person types: a decision with its reason, and a delegation."""

from __future__ import annotations

from django import forms

REASON_LENGTH = 500


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=[("approve", "approve"), ("reject", "reject")])
    note = forms.CharField(max_length=REASON_LENGTH, required=False)


class DelegationForm(forms.Form):
    """An empty reason is refused by the action, with the way out."""

    to = forms.CharField(max_length=60)
    kind = forms.CharField(max_length=60, required=False)
    starts_on = forms.DateField()
    ends_on = forms.DateField()
    reason = forms.CharField(max_length=REASON_LENGTH, required=False)
