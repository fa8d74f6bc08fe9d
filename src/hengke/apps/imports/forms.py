"""Forms of imports and runs."""

from __future__ import annotations

from django import forms


class RunForm(forms.Form):
    """A run by hand: the business date it is about."""

    as_of = forms.DateField()
