"""What pages of needs send, and what the register's address says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.needs.actions import Noticed
from hengke.apps.needs.models import UNMET, Nature, Need, Source, Status
from hengke.kernel.errors import Refused

EVIDENCE_LENGTH = 500
SHOWN = {
    "unmet": gettext_lazy("Unmet"), "met": gettext_lazy("Met"),
    "ended": gettext_lazy("Declined"), "all": gettext_lazy("All"),
}  # fmt: skip
STATES: Mapping[str, tuple[str, ...]] = {
    "unmet": UNMET,
    "met": (Status.MET,),
    "ended": (Status.DECLINED,),
    "all": tuple(one for one in Status if one is not Status.MISTAKE),
}


class NeedForm(forms.Form):
    need_class = forms.CharField(max_length=60, label=gettext_lazy("Class of need"))
    nature = forms.ChoiceField(choices=Nature.choices, label=gettext_lazy("Nature"))
    source = forms.ChoiceField(choices=Source.choices, label=gettext_lazy("Source"))
    evidence = forms.CharField(
        max_length=EVIDENCE_LENGTH, required=False, label=gettext_lazy("Evidence")
    )
    noticed_on = forms.DateField(label=gettext_lazy("Noticed on"))

    def noticed(self) -> Noticed:
        return Noticed(**said(self))


class ChangeForm(forms.Form):
    """One button: a new state, or `confirm`, or `take_over`."""

    step = forms.ChoiceField(
        choices=[*Status.choices, ("confirm", "confirm"), ("take_over", "take_over")]
    )


def said(form: forms.Form) -> dict[str, Any]:
    """What was sent, when every field holds; else the first field that does not is named."""
    if form.is_valid():
        return dict(form.cleaned_data)
    name, problems = next(iter(form.errors.items()))
    label = str(form.fields[name].label or name.replace("_", " ")) if name in form.fields else name
    raise Refused(
        _("%(field)s: %(problem)s") % {"field": label, "problem": problems[0]},
        next_step=_("Correct it and send it again."),
    )


@dataclass(frozen=True)
class Filters:
    """What the address of the register asks for; anything not understood counts as not asked."""

    show: str = "unmet"
    need_class: str = ""
    nature: str = ""

    def query(self, **changes: str) -> str:
        """The address of the same list with some things changed; never with a cursor."""
        asked, plain = {**self.__dict__, **changes}, Filters().__dict__
        return "?" + urlencode(
            {name: value for name, value in asked.items() if value != plain[name]}
        )

    def through(self, rows: QuerySet[Need]) -> QuerySet[Need]:
        rows = rows.filter(status__in=STATES[self.show])
        if self.need_class:
            rows = rows.filter(need_class=self.need_class)
        return rows.filter(nature=self.nature) if self.nature else rows


def read(address: Mapping[str, str]) -> Filters:
    show, nature = address.get("show", ""), address.get("nature", "")
    return Filters(
        show=show if show in STATES else "unmet",
        need_class=address.get("need_class", "")[:60].replace("\x00", ""),
        nature=nature if nature in Nature.values else "",
    )
