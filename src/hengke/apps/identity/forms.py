"""Forms of log-in and preferences."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hengke.web.preferences import CHOICES


class LoginForm(forms.Form):
    """One message for a wrong name and a wrong password: nobody learns which."""

    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(label=_("Password"), max_length=200, strip=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.user: Any = None
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "username" in values and "password" in values:
            self.user = authenticate(
                self.request, username=values["username"], password=values["password"]
            )
            if self.user is None:
                raise forms.ValidationError(_("User name or password is not right."))
        return values


class PreferencesForm(forms.Form):
    """Any subset of the preferences; what is not sent stays as it is."""

    language = forms.ChoiceField(choices=[(v, v) for v in CHOICES["language"]], required=False)
    theme = forms.ChoiceField(choices=[(v, v) for v in CHOICES["theme"]], required=False)
    market = forms.ChoiceField(choices=[(v, v) for v in CHOICES["market"]], required=False)
    density = forms.ChoiceField(choices=[(v, v) for v in CHOICES["density"]], required=False)
    keys = forms.ChoiceField(choices=[(v, v) for v in CHOICES["keys"]], required=False)

    def sent(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CHOICES if name in self.data}
