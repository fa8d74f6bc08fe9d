"""Features, groups and figures in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hengke.apps.behaviour import api as behaviour
from hengke.apps.identity import api as identity
from hengke.apps.tiering import api as tiering
from hengke.engine.rules.checking import check
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.sentences import sentence_of
from hengke.engine.statistics import telling
from hengke.engine.statistics.columns import (
    BANK,
    CONSTANT,
    EVERYBODY,
    FEW,
    FOLLOWS,
    HUNDREDTHS,
    MINOR,
    NO,
    NOT_COMPUTED,
    NOT_TOLD,
    SHORT,
    STRANGE,
    YES,
)
from hengke.kernel import clock
from hengke.policies import statistics as policies
from hengke.web import formats
from hengke.web.sentences import said

MILLION, HUNDRED = 1_000_000, 100
REASONS: Mapping[str, Any] = {
    FEW: gettext_lazy("known of too few customers to be shown"),
    SHORT: gettext_lazy("too few months are known"),
    CONSTANT: gettext_lazy("it never changed"),
    FOLLOWS: gettext_lazy("who is in the group follows from it"),
    NOT_COMPUTED: gettext_lazy("the night does not compute it"),
    NOT_TOLD: gettext_lazy("not known of these customers"),
    STRANGE: gettext_lazy("mostly no finite number"),
}


def english() -> bool:
    return (get_language() or "").startswith("en")


def reason(code: str | None) -> str:
    if not code or code in REASONS:
        return str(REASONS.get(code or "", ""))
    return str(behaviour.reason(code) or said(code))


def feature(name: str) -> str:
    """One that a later release no longer knows is shown by its name."""
    found = CATALOGUE.get(name)
    if found is None:
        return name
    return found.en.capitalize() if english() else found.zh


def grouping(name: str) -> str:
    return _("all customers together") if name == EVERYBODY else feature(name)


def scope(branch: str, names: Mapping[str, str]) -> str:
    return _("The whole bank") if branch == BANK else names.get(branch, branch)


class Groups:
    """Words of groups: tiers and branches by their names, bands by the policy in force."""

    def __init__(self, branches: Mapping[str, str]) -> None:
        from django.conf import settings

        own = settings.HENGKE_HOME.statistics_policies
        policy = policies.load(on=clock.today(), own=own)
        self._population = policy.population
        self._bands = {one.feature: one for one in policy.groupings}
        ladder = next(iter(tiering.ladders()), None)
        steps = () if ladder is None else ladder.steps
        tiers = {("tier", one.tier): (str(one.name), str(one.name)) for one in steps}
        self._names = tiers | {("branch_id", key): (one, one) for key, one in branches.items()}

    def described(self) -> str:
        """Of whom all figures are: the population of the policy, in words."""
        rule = check(self._population, wanted=Kind.FLAG)
        return sentence_of(rule.tree, "en" if english() else "zh")

    def word(self, grouping_: str, slice_: str) -> str:
        both = telling.value(grouping_, slice_, self._bands, self._names)
        return both[1].capitalize() if english() else both[0]


def branch_names(branches: list[str]) -> dict[str, str]:
    return identity.unit_names([one for one in branches if one != BANK])


def figure(value: float | None, unit: str | None) -> str | None:
    """Of many customers together, so nobody's amount. None is unknown."""
    if value is None:
        return None
    if unit == MINOR:
        return str(formats.amount(round(value), get_language() or ""))
    if unit == HUNDREDTHS:
        text = f"{Decimal(str(round(value / HUNDRED, 4))).normalize():,f}"
        return text
    return formats.percent(value / MILLION, 1)


def word(name: str, text: str | None) -> str:
    """A word of a feature; None stands for all others."""
    if text is None:
        return _("all others")
    if text in (YES, NO):
        return _("yes") if text == YES else _("no")
    found = CATALOGUE.get(name)
    choices = (found.choices if found else None) or {}
    return text.replace("_", " ") if english() else choices.get(text, text)
