"""What pages of plans send, and what the address of their list says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from hengke.apps.needs import amount_text
from hengke.apps.needs.plan_actions import Item, Terms
from hengke.apps.needs.plan_models import ItemKind, Plan, PlanState
from hengke.policies.needs.plan_scheme import PlanPolicy

TITLE_LENGTH, TEXT_LENGTH, REASON_LENGTH = 120, 200, 500
MOST_NEEDS = 20
SHOWN = {
    "open": gettext_lazy("With the customer"), "ending": gettext_lazy("Ending soon"),
    "drafts": gettext_lazy("Drafts"), "accepted": gettext_lazy("Accepted"),
    "over": gettext_lazy("Not accepted"), "all": gettext_lazy("All"),
}  # fmt: skip


class TermsForm(forms.Form):
    title = forms.CharField(max_length=TITLE_LENGTH, label=gettext_lazy("Title"))
    needs = forms.TypedMultipleChoiceField(coerce=int, label=gettext_lazy("Needs it answers"))
    valid_from = forms.DateField(label=gettext_lazy("Holds from"))
    valid_until = forms.DateField(label=gettext_lazy("Holds until"))
    special_price = forms.BooleanField(required=False, label=gettext_lazy("Special price"))

    def __init__(self, sent: Any) -> None:
        """Which needs there are is the action's to say; here they are numbers, and not many."""
        super().__init__(sent)
        numbers = [one for one in sent.getlist("needs") if one.isdecimal() and len(one) < 19]
        chosen: Any = self.fields["needs"]
        chosen.choices = [(one, one) for one in numbers[:MOST_NEEDS]]

    def terms(self, said: Mapping[str, Any]) -> Terms:
        return Terms(**{**said, "needs": tuple(said["needs"])})


class ItemForm(forms.Form):
    kind = forms.ChoiceField(choices=ItemKind.choices, label=gettext_lazy("Kind"))
    text = forms.CharField(max_length=TEXT_LENGTH, label=gettext_lazy("Service or product"))
    scope = forms.CharField(
        max_length=TEXT_LENGTH, required=False, label=gettext_lazy("Quantity or scope")
    )
    price = forms.CharField(
        max_length=TEXT_LENGTH, required=False, label=gettext_lazy("Price or rate in words")
    )
    amount = forms.CharField(max_length=24, required=False, label=gettext_lazy("Amount"))
    currency = forms.CharField(max_length=3, required=False, label=gettext_lazy("Currency"))
    note = forms.CharField(max_length=TEXT_LENGTH, required=False, label=gettext_lazy("Note"))

    def clean_amount(self) -> int | None:
        if not self.cleaned_data["amount"]:
            return None
        try:
            return amount_text.minor(self.cleaned_data["amount"])
        except amount_text.NotANumber as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("amount") is None and not said.get("price") and not self.errors:
            self.add_error("price", gettext_lazy("An item has a price: in words, as an amount."))
        return said

    def item(self, said: Mapping[str, Any]) -> Item:
        texts = {name: said[name] for name in ("kind", "text", "scope", "price", "note")}
        amount = said["amount"]
        return Item(
            **texts, amount_minor=amount, currency="" if amount is None else said["currency"]
        )


class StepForm(forms.Form):
    """One button of the page of a plan, with what it needs."""

    step = forms.ChoiceField(
        choices=[(one, one) for one in ("offer", "ask", "accept", "decline", "withdraw", "renew")]
    )
    revision = forms.IntegerField(min_value=1, required=False)
    reason = forms.CharField(max_length=REASON_LENGTH, required=False)
    needs = forms.CharField(max_length=20, required=False)


@dataclass(frozen=True)
class Filters:
    """What the address of the list asks for; anything not understood counts as not asked."""

    show: str = "open"

    def query(self, **changes: str) -> str:
        """The address of the same list with some things changed; never with a cursor."""
        asked = {**self.__dict__, **changes}
        return "?" + urlencode({name: text for name, text in asked.items() if text != "open"})

    def through(self, rows: QuerySet[Plan], *, today: date, rules: PlanPolicy) -> QuerySet[Plan]:
        return rows.filter(_condition(self.show, today, rules))


def read(address: Mapping[str, str]) -> Filters:
    show = address.get("show", "")
    return Filters(show if show in SHOWN else "open")


def _condition(show: str, today: date, rules: PlanPolicy) -> Q:
    """Open is what waits for the customer by the clock; versions that were replaced are neither
    open nor, as withdrawn ones, a no of the customer's."""
    waits = Q(status=PlanState.OFFERED, valid_until__gte=today)
    soon = Q(valid_until__lte=today + timedelta(days=rules.warn_days))
    ran_out = Q(status=PlanState.OFFERED, valid_until__lt=today) | Q(status=PlanState.EXPIRED)
    return {
        "open": waits,
        "ending": waits & soon,
        "drafts": Q(status=PlanState.DRAFT),
        "accepted": Q(status=PlanState.ACCEPTED),
        "over": ran_out | Q(status__in=(PlanState.DECLINED, PlanState.WITHDRAWN)),
        "all": Q(),
    }[show]
