"""Machine words of the register in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS = {
    "too_few_falls": _("too few falls to learn from"),
    "no_earlier_period": _("no earlier period to learn from"),
    "no_balances": _("no balances on the business date"),
    "not_assessed": _("the policy has not been assessed yet"),
    "no_months": _("too few whole months of daily balances to learn from"),
    "one_outcome": _("in the months looked at nobody left, or everybody did"),
    "too_few_leavers": _("too few customers left to learn from"),
    "too_few_months": _("no later month to test on"),
    "too_few_to_test": _("too few customers left to test on a later month"),
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
}
TESTS = {
    "later_month": _("on the last month known, learnt from months whose outcome had come by then"),
    "out_of_time": _("on the last period, learnt from those before it"),
    "five_fold": _("in five folds, each customer in one of them"),
}


def reason(code: str | None) -> Any:
    """Why there is no model; None where there is one."""
    return None if not code else REASONS.get(code, code)
