"""The form of a new token."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengke.apps.identity.limits import limits
from hengke.apps.identity.right_words import word
from hengke.apps.identity.tokens.queries import offered

USUAL_DAYS = 30


class TokenForm(forms.Form):
    """`scopes` offers the rights of the person's own role."""

    name = forms.CharField(label=_("What will use it"), max_length=60)
    days = forms.IntegerField(label=_("Days that it lasts"), min_value=1)
    scopes = forms.MultipleChoiceField(label=_("What it may do"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = limits().token_longest_days
        days, scopes = self.fields["days"], self.fields["scopes"]
        days.initial, days.max_value = min(USUAL_DAYS, longest), longest  # type: ignore[attr-defined]
        days.validators.append(forms.IntegerField(max_value=longest).validators[-1])
        words = ((action, word(action)) for action in offered(user))
        scopes.choices = sorted(words, key=itemgetter(1))  # type: ignore[attr-defined]
