"""Machine words of the register in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hengke.web.composition import Chip

REASONS = {
    "too_few_falls": _("too few falls to learn from"),
    "all_alike": _("customers who fell and customers who did not are alike in all that is known"),
    "no_earlier_period": _("no earlier period to learn from"),
    "no_balances": _("no balances on the business date"),
    "not_assessed": _("the policy has not been assessed yet"),
    "no_months": _("too few whole months of daily balances to learn from"),
    "one_outcome": _("in the months looked at nobody left, or everybody did"),
    "too_few_leavers": _("too few customers left to learn from"),
    "too_few_months": _("no later month to test on"),
    "too_few_to_test": _("too few customers left to test on a later month"),
    "too_short": _("the data reach back too short a time"),
    "too_few": _("too few customers showed the need, or too few did not"),
    "not_better_than_plain": _("it is no better than a plain way, which is used instead"),
    "too_few_holders": _("too few customers hold two products"),
    "too_few_taken": _("too few products were taken lately to try it on"),
    "no_shelf": _("no product that is delivered stands on the shelf"),
}
ROLES = {"champion": _("Champion"), "challenger": _("Challenger")}
VERDICTS = {
    "no_model": _("No model"),
    "not_better_than_rule": _("Not better than the plain rule"),
    "waits_for_person": _("Waits for a second person"),
    "better_than_rule": _("Better than the plain rule"),
    "better_than_champion": _("Better than the champion before"),
    "not_better_than_champion": _("Not better than the champion"),
    "named": _("Named by a second person"),
    "better_than_plain": _("Better than every plain way"),
}
FEATURES = {
    "now_to_average": _("assets of the day to the average of the month"),
    "average": _("average of the month"),
    "change_1": _("average to that of the month before"),
    "change_3": _("average to that three months before"),
    "change_before": _("averages one and two months before"),
    "peak_share": _("average to the highest month"),
    "swing": _("highest to lowest month"),
    "above_lowest": _("average to the lowest month"),
    "recency": _("days since the last own booking"),
    "frequency": _("own bookings in 90 days"),
    "turnover_share": _("own turnover to the average"),
    "pace": _("own bookings to the pace before"),
    "outflow_share": _("sent to other banks, to the average"),
    "logins": _("log-ins in 30 days"),
    "logins_trend": _("log-ins to the two months before"),
    "items": _("products held"),
    "demand_share": _("part that can leave at any time"),
    "maturing_share": _("part that matures"),
    "tenure": _("days since the relation began"),
    "assets": _("assets"),
    "growth": _("change of assets within the horizon"),
    "idle": _("demand deposits"),
    "idle_growth": _("change of demand deposits within the horizon"),
    "bookings": _("own bookings in 90 days"),
    "turnover": _("own turnover of 90 days"),
    "maturing": _("money that matures within the horizon"),
    "institution": _("whether it is an institution"),
    "held": _("what is held of the kind"),
    "lately": _("whether the need was shown lately"),
    "asked": _("enquiries about it in 90 days"),
    "asked_lately": _("enquiries about it in 30 days"),
    "industry": _("change of the index of the industry"),
}
TESTS = {
    "later_look": _("on a later look, learnt from looks whose outcome had come by then"),
    "taken_since": _("on products that customers took in the days since it had learnt"),
    "later_month": _("on the last month known, learnt from months whose outcome had come by then"),
    "out_of_time": _("on the last period, learnt from those before it"),
    "out_of_time_trees": _(
        "on the last period, by a model of all that is known, as those before it had chosen"
    ),
    "out_of_time_plain": _("on the last period, by the plain way, as those before it had chosen"),
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
    "offer": _("an investment was recommended, of those validly assessed"),
}
TRAITS = {"gender": _("Sex"), "age": _("Age"), "region": _("Region")}
GENDERS = {"female": _("Women"), "male": _("Men"), "other": _("Other")}
STATES = {
    "best": Chip(_("Best off"), ""),
    "fair": Chip(_("Within the ratio"), "ok"),
    "unclear": Chip(_("Below, may be chance"), ""),
    "explained": Chip(_("Below, explained by assets"), "warn"),
    "breach": Chip(_("Below, not explained"), "crit"),
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
