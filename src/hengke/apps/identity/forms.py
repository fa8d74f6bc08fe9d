"""Forms of log-in and preferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hengke.apps.identity.models import User
from hengke.web.preferences import CHOICES, Preferences


class LoginForm(forms.Form):
    """One message for a wrong name and a wrong password: nobody learns which."""

    username = forms.CharField(label=_("User name"), max_length=60)
    password = forms.CharField(label=_("Password"), max_length=200, strip=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        self.user: Any = None
        self.has_been_tried = False
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "username" in values and "password" in values:
            self.has_been_tried = True
            self.user = authenticate(
                self.request, username=values["username"], password=values["password"]
            )
            if self.user is None:
                raise forms.ValidationError(_("User name or password is not right."))
        return values


WEAK = {
    "password_too_short": _("The new password is shorter than %(min_length)d characters."),
    "password_too_similar": _("The new password is too much like your user name."),
    "password_too_common": _("The new password is one that everybody uses."),
}


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    new = forms.CharField(label=_("New password"), max_length=200, strip=False)
    again = forms.CharField(label=_("New password, once more"), max_length=200, strip=False)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_new(self) -> str:
        new = str(self.cleaned_data["new"])
        if self.user.check_password(new):
            raise forms.ValidationError(_("The new password is the old one."))
        try:
            validate_password(new, cast(User, self.user))
        except forms.ValidationError as weak:
            raise forms.ValidationError([_in_our_words(one) for one in weak.error_list]) from None
        return new

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "new" in values and values["new"] != values.get("again"):
            self.add_error("again", _("The two new passwords differ."))
        return values


class PasswordForm(NewPasswordForm):
    """The old one counts as a log-in: whoever guesses at it is locked out."""

    old = forms.CharField(label=_("Password so far"), max_length=200, strip=False)
    field_order = ("old", "new", "again")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        self.request = request
        super().__init__(*args, user=request.user, **kwargs)

    def clean_old(self) -> str:
        name = self.request.user.get_username()
        old = str(self.cleaned_data["old"])
        if authenticate(self.request, username=name, password=old) is None:
            raise forms.ValidationError(_("That is not your password so far."))
        return old


def _in_our_words(weak: forms.ValidationError) -> forms.ValidationError:
    """Django says some of them in English only."""
    return forms.ValidationError(WEAK.get(weak.code or "", weak.message), params=weak.params)


class PreferencesForm(forms.Form):
    """Any subset of the preferences; what is not sent stays as it is."""

    language = forms.ChoiceField(choices=[(v, v) for v in CHOICES["language"]], required=False)
    theme = forms.ChoiceField(choices=[(v, v) for v in CHOICES["theme"]], required=False)
    market = forms.ChoiceField(choices=[(v, v) for v in CHOICES["market"]], required=False)
    density = forms.ChoiceField(choices=[(v, v) for v in CHOICES["density"]], required=False)
    keys = forms.ChoiceField(choices=[(v, v) for v in CHOICES["keys"]], required=False)

    def sent(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in CHOICES if name in self.data}


LABELS = {
    "language": _("Language"),
    "theme": _("Theme"),
    "market": _("Colours of rise and fall"),
    "density": _("Density of tables"),
    "keys": _("Single-letter shortcuts"),
}
HINTS = {
    "market": _("Only signed changes wear them; warnings never do."),
    "keys": _("Off while you type in any case. Ctrl K always works."),
}
WORDS = {
    ("language", "zh-hans"): "简体中文",
    ("language", "en"): "English",
    ("theme", "auto"): _("As the system"),
    ("theme", "light"): _("Light"),
    ("theme", "dark"): _("Dark"),
    ("market", ""): _("As the language suggests"),
    ("market", "cn"): _("Red rises, green falls"),
    ("market", "intl"): _("Green rises, red falls"),
    ("density", "comfortable"): _("Comfortable"),
    ("density", "compact"): _("Compact"),
    ("keys", "on"): _("On"),
    ("keys", "off"): _("Off"),
}


def words_of(preference: str) -> dict[str, Any]:
    """What its choices are called."""
    return {code: word for (name, code), word in WORDS.items() if name == preference}


@dataclass(frozen=True)
class Group:
    """One preference on its page: what is offered, in words, and what is chosen now."""

    name: str
    label: Any
    hint: Any
    choices: tuple[tuple[str, Any], ...]
    chosen: str


def groups(preferences: Preferences) -> list[Group]:
    return [
        Group(
            name=name,
            label=LABELS[name],
            hint=HINTS.get(name, ""),
            choices=tuple((value, WORDS[name, value]) for value in values),
            chosen=getattr(preferences, name),
        )
        for name, values in CHOICES.items()
    ]
