"""What pages of ideas send. A grid of years is read row by row; each mistake names its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengke.apps.needs import amount_text
from hengke.apps.needs.idea_models import CashYear, FactorKind, Stage
from hengke.engine.needs.benefit_cost import Flow
from hengke.kernel.money import decimal_string

TITLE_LENGTH, TEXT_LENGTH = 120, 200
EMPTY_YEARS, FEWEST_YEARS = 2, 6


class IdeaForm(forms.Form):
    title = forms.CharField(max_length=TITLE_LENGTH, label=gettext_lazy("Title"))
    need_class = forms.CharField(max_length=60, label=gettext_lazy("Class of need"))


class StageForm(forms.Form):
    stage = forms.ChoiceField(choices=Stage.choices, label=gettext_lazy("Stage"))
    met = forms.BooleanField(required=False)


class FactorForm(forms.Form):
    kind = forms.ChoiceField(choices=FactorKind.choices, label=gettext_lazy("Kind"))
    text = forms.CharField(max_length=TEXT_LENGTH, label=gettext_lazy("Factor"))
    weight_permille = forms.CharField(max_length=12, label=gettext_lazy("Weight of the factor"))
    rating = forms.IntegerField(min_value=1, max_value=4, label=gettext_lazy("Rating"))

    def clean_weight_permille(self) -> int:
        try:
            return amount_text.permille(self.cleaned_data["weight_permille"])
        except amount_text.NotANumber as error:
            raise forms.ValidationError(str(error)) from error


@dataclass(frozen=True)
class YearRow:
    """One line of the grid, as it stands there or was typed; `problem` says what is wrong."""

    year: int
    cost: str
    benefit: str
    problem: str = ""


def grid(years: list[CashYear], *, most: int) -> list[YearRow]:
    """The years written down, and some empty ones after them."""
    known = {one.year: one for one in years}
    last = max([*known, -1])
    rows = range(min(max(last + 1 + EMPTY_YEARS, FEWEST_YEARS), most + 1))
    return [_row(year, known.get(year)) for year in rows]


def sent_grid(sent: Mapping[str, Any], *, most: int) -> list[YearRow]:
    """What was typed; a year whose both fields are empty is none."""
    years = [
        year for year in range(most + 1) if f"cost-{year}" in sent or f"benefit-{year}" in sent
    ]
    return [
        _judged(year, str(sent.get(f"cost-{year}", "")), str(sent.get(f"benefit-{year}", "")))
        for year in years
    ]


def flows(rows: list[YearRow]) -> list[Flow]:
    """Of a grid without a problem."""
    return [
        Flow(row.year, amount_text.minor(row.cost), amount_text.minor(row.benefit))
        for row in rows
        if row.cost or row.benefit
    ]


def _row(year: int, known: CashYear | None) -> YearRow:
    if known is None:
        return YearRow(year, "", "")
    return YearRow(year, decimal_string(known.cost_minor), decimal_string(known.benefit_minor))


def _judged(year: int, cost: str, benefit: str) -> YearRow:
    cost, benefit = cost.strip(), benefit.strip()
    if not cost and not benefit:
        return YearRow(year, "", "")
    for label, text in ((_("cost"), cost), (_("benefit"), benefit)):
        if not text:
            return YearRow(year, cost, benefit, _("%(what)s is empty: write 0 if there is none") % {
                "what": label})  # fmt: skip
        try:
            amount_text.minor(text)
        except amount_text.NotANumber as error:
            return YearRow(year, cost, benefit, f"{label}: {error}")
    return YearRow(year, cost, benefit)
