"""Machine words of the register in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hengke.web.composition import Chip

REASONS = {
    "too_few_falls": _("too few falls to learn from"),
    "no_earlier_period": _("no earlier period to learn from"),
    "no_balances": _("no balances on the business date"),
    "not_assessed": _("the policy has not been assessed yet"),
}
TESTS = {
    "out_of_time": _("on the last period, learnt from those before it"),
    "five_fold": _("in five folds, each customer in one of them"),
}


def reason(code: str | None) -> Any:
    """Why there is no model; None where there is one."""
    return None if not code else REASONS.get(code, code)


DECISIONS = {
    "tier": _("Tier"),
    "deposit_price": _("Rate of deposits"),
    "loan_price": _("Rate of loans"),
    "offer": _("Offers"),
}
FAVOURABLE = {
    "tier": _("a tier above the lowest"),
    "deposit_price": _("at or above the mean of the same product and quarter"),
    "loan_price": _("at or below the mean of the same product and quarter"),
    "offer": _("an offer was made"),
}
TRAITS = {"gender": _("Sex"), "age": _("Age"), "region": _("Region")}
GENDERS = {"female": _("Women"), "male": _("Men"), "other": _("Other")}
STATES = {
    "best": Chip(_("Best off"), ""),
    "fair": Chip(_("Within the ratio"), "ok"),
    "unclear": Chip(_("Below, may be chance"), ""),
    "explained": Chip(_("Below, explained by assets"), "warn"),
    "breach": Chip(_("Below, not explained"), "bad"),
    "small": Chip(_("Too few to judge"), ""),
}


def decision(code: str) -> Any:
    return DECISIONS.get(code, code)


def favourable(code: str) -> Any:
    return FAVOURABLE.get(code, code)


def trait(code: str) -> Any:
    return TRAITS.get(code, code)


def state(code: str | None) -> Chip:
    return STATES.get(code or "", Chip(code or "", ""))


def group(code: str, name: str, ages: Sequence[int]) -> Any:
    """What a group is called; of ages, the years from and to."""
    if not name:
        return _("Not delivered")
    if code == "gender":
        return GENDERS.get(name, name)
    if code != "age" or not name.isdecimal():
        return name
    later = [one for one in ages if one > int(name)]
    if later:
        return gettext("%(first)s to %(last)s years") % {"first": name, "last": min(later) - 1}
    return gettext("%(first)s years and more") % {"first": name}
