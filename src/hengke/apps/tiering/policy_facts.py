"""What a policy counts and promises, as rows to be read: parts of the measure, terms, tiers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from hengke.apps.customers.api import FAMILY_WORDS
from hengke.apps.tiering.ladder import label
from hengke.policies.families import ASSET_FAMILIES
from hengke.policies.tiering import Measure, Tier, TierPolicy
from hengke.policies.tiering.measures import FlowItem, Indicator, StockItem
from hengke.web import formats

APPLIES_TO = {
    "person": gettext_lazy("persons"),
    "institution": gettext_lazy("institutions"),
    "all": gettext_lazy("persons and institutions"),
}
PER = 10_000
"""Points are quoted per so many units of money."""


@dataclass(frozen=True)
class Part:
    """One thing that counts, and how far."""

    what: str
    weight: str


def floor(policy: TierPolicy, tier: Tier) -> str | None:
    """The value from which the tier starts, with its unit, or the one way that opens it."""
    if tier.only_by:
        return _("only by: %(way)s") % {"way": _label(_way(policy, tier.only_by))}
    return amount(policy, tier.floor_minor)


def amount(policy: TierPolicy, minor: int, measure: Measure | None = None) -> str:
    """A figure of the policy's measure, or of another one: money with its currency, or points."""
    if (measure or policy.measure).unit == "money":
        return str(formats.amount(minor, get_language() or "", currency=policy.currency))
    return _("%(points)s points") % {"points": formats.points(minor)}


def parts(measure: Measure) -> list[Part]:
    """What the measure adds up; one row where every asset class counts in full."""
    if measure.indicators:
        return [_indicator(one) for one in measure.indicators]
    everything = tuple(f for stock in measure.stocks for f in stock.families)
    if set(everything) == set(ASSET_FAMILIES) and all(s.weight == 1 for s in measure.stocks):
        return [Part(_("Every asset class"), _("in full"))]
    return [*(_stock(one, measure) for one in measure.stocks), *map(_flow, measure.flows)]


def _stock(one: StockItem, measure: Measure) -> Part:
    weight = _percent(one.weight) if measure.unit == "money" else _points(one.weight)
    return Part(_listed(FAMILY_WORDS.get(family, family) for family in one.families), weight)


def _flow(one: FlowItem) -> Part:
    kinds = _listed(one.kinds) if one.kinds else _("every kind")
    return Part(_("Bookings: %(kinds)s") % {"kinds": kinds}, _points(one.weight))


def _indicator(one: Indicator) -> Part:
    return Part(_label(one), _percent(one.weight))


def _percent(weight: Fraction) -> str:
    return f"{_plain(weight * 100)}%"


def _points(weight: Fraction) -> str:
    return _("%(points)s points per %(per)s") % {
        "points": _plain(weight * PER),
        "per": formats.count(PER),
    }


def _plain(value: Fraction) -> str:
    return f"{value.numerator / value.denominator:,.10g}"


def terms(policy: TierPolicy) -> list[tuple[str, str]]:
    """What else the file says, as pairs of a name and a value."""
    found = [
        (_("Applies to"), str(APPLIES_TO[policy.applies_to])),
        (_("Currency"), policy.currency),
        (_("Joint accounts"), _joint(policy.measure)),
        (_("Household"), _yes(policy.measure.household)),
    ]
    if policy.fee_while_below_minor:
        fee = amount(policy, policy.fee_while_below_minor)
        found.append((_("Fee while below the floor"), fee))
    if policy.grandfathered_until:
        day = formats.day(policy.grandfathered_until, get_language() or "", year=True)
        found.append((_("Transition rule until"), day or ""))
    return found


def _joint(measure: Measure) -> str:
    return _("each holder's share") if measure.joint == "share" else _("in full for each holder")


def _yes(value: bool) -> str:
    return _("counted together") if value else _("each customer alone")


def benefits(tier: Tier) -> list[str]:
    return [
        f"{_label(one)}{_quota(one.quota, one.per)}"
        for one in tier.benefits
    ]  # fmt: skip


def _quota(quota: int, per: str) -> str:
    if not quota:
        return ""
    if per == "year":
        return " " + ngettext("(%(count)d a year)", "(%(count)d a year)", quota) % {"count": quota}
    return f" ({quota} / {per})"


def ways(policy: TierPolicy) -> list[tuple[str, list[tuple[str, str]]]]:
    """Other ways to qualify: the name, and from where each tier opens by it."""
    return [
        (
            _label(one),
            [
                (_label(policy.tier(name)), amount(policy, minor, one.measure))
                for name, minor in one.floors_minor.items()
            ],
        )
        for one in policy.alternatives
    ]


def _way(policy: TierPolicy, name: str) -> Any:
    return next(one for one in policy.alternatives if one.name == name)


def _label(one: Any) -> str:
    return label(one.zh, one.en)


def _listed(words: Iterable[Any]) -> str:
    return pgettext("list", ", ").join(str(word) for word in words)
