"""A tier policy said in one sentence, generated from its data in the reader's language."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hengke.apps.tiering.ladder import label
from hengke.policies.tiering import Tier, TierPolicy

MEASURES = {
    "month_average": lambda: _("the daily average of assets over the calendar month"),
    "quarter_average": lambda: _("the daily average of assets over the quarter"),
    "month_end": lambda: _("the balance at the end of the month"),
    "star_points": lambda: _("star points"),
    "composite_score": lambda: _("a composite score"),
}
CALENDARS = {
    "daily": lambda: _("assessed every day"),
    "monthly": lambda: _("assessed at every month end"),
    "quarterly": lambda: _("assessed at every quarter end"),
    "half_yearly": lambda: _("assessed on 30 June and 31 December"),
}
EFFECTIVE = {
    "same_day": lambda: _("in force the same day"),
    "next_day": lambda: _("in force the next day"),
    "next_month_start": lambda: _("in force from the first of the next month"),
}
LANDINGS = {
    "last": lambda: _("to the tier of the last failing assessment"),
    "best_of_window": lambda: _("to the best tier reached while failing"),
    "one_step": lambda: _("one step at a time"),
}
CLEARINGS = {
    "one_good_period": lambda: _("one good assessment clears the count"),
    "one_less_per_good_period": lambda: _("each good assessment takes one off the count"),
}


def sentence(policy: TierPolicy) -> str:
    """Measure, calendar, rise, fall, landing, clearing, protection; every number is the file's."""
    clauses = [
        _("Tiers follow %(measure)s") % {"measure": measure(policy)},
        CALENDARS[policy.calendar](),
        EFFECTIVE[policy.effective](),
        _("a higher floor reached raises at once"),
        _fall(policy),
        CLEARINGS[policy.clearing](),
        *_extras(policy),
    ]
    return _("; ").join(clauses) + _(".")


def measure(policy: TierPolicy) -> str:
    return MEASURES[policy.measure.kind]()


def _fall(policy: TierPolicy) -> str:
    landing = LANDINGS[policy.landing]()
    if all(tier.grace == 1 for tier in policy.tiers[1:]):
        return _("a tier falls at the first failing assessment, %(landing)s") % {"landing": landing}
    return _("a tier falls only after %(graces)s, %(landing)s") % {
        "graces": _graces(policy),
        "landing": landing,
    }


def _graces(policy: TierPolicy) -> str:
    """Grouped, so that an exception is read as one: 3 failing assessments (Private 6)."""
    groups: dict[int, list[Tier]] = defaultdict(list)
    for tier in policy.tiers[1:]:
        groups[tier.grace].append(tier)
    usual = max(groups, key=lambda grace: (len(groups[grace]), -grace))
    text = ngettext(
        "%(count)d failing assessment", "%(count)d failing assessments in a row", usual
    ) % {"count": usual}
    others = [
        _("%(tier)s %(count)d") % {"tier": _name(tier), "count": grace}
        for grace in sorted(groups)
        if grace != usual
        for tier in groups[grace]
    ]
    if not others:
        return text
    return text + _(" (%(others)s)") % {"others": pgettext("list", ", ").join(others)}


def _extras(policy: TierPolicy) -> list[str]:
    found = []
    if policy.fall_days:
        days = pgettext("list", ", ").join(policy.fall_days)
        found.append(_("tiers fall on %(days)s only") % {"days": days})
    if policy.new_customer_months:
        months = policy.new_customer_months
        found.append(
            ngettext(
                "no fall in a new customer's first month",
                "no fall in a new customer's first %(count)d months",
                months,
            )
            % {"count": months}
        )
    if policy.measure.household:
        found.append(_("a household's assets count together"))
    if policy.alternatives:
        ways = pgettext("list", ", ").join(label(one.zh, one.en) for one in policy.alternatives)
        found.append(_("or by: %(ways)s") % {"ways": ways})
    return found


def _name(tier: Tier) -> str:
    return label(tier.zh, tier.en)
