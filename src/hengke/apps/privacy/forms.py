"""What a person types into an impact assessment."""

from __future__ import annotations

from django import forms

LONG, SHORT = 4_000, 200


class AssessmentForm(forms.Form):
    """Empty parts are refused by the action, with the way out."""

    code = forms.RegexField(r"^[a-z0-9_:.-]{3,80}$")
    subject = forms.CharField(max_length=20)
    title = forms.CharField(max_length=SHORT, required=False)
    purpose = forms.CharField(max_length=LONG, required=False)
    necessity = forms.CharField(max_length=LONG, required=False)
    risks = forms.CharField(max_length=LONG, required=False)
    measures = forms.CharField(max_length=LONG, required=False)
    conclusion = forms.CharField(max_length=LONG, required=False)
    recipient = forms.CharField(max_length=SHORT, required=False)
    fields_shared = forms.CharField(max_length=SHORT, required=False)
