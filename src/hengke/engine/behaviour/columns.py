"""The columns of what a behaviour run writes. Ibis type names; amounts in minor units.

Everything from bookings speaks of the complete months from `first_on` to `until_on`; `recent` are
the last `recent_months` of them, `usual` is what so many months had on average before. Null is
unknown, and the reason beside it says why; who has no bookings has zeros.
"""

from __future__ import annotations

from hengke.engine.stamp import STAMP

BEHAVIOUR = {  # one row per customer
    "customer_id": "string", "currency": "string", "months": "int64", "recent_months": "int64",
    "first_on": "date", "until_on": "date",  # until: the last day
    "deposit_count": "int64", "deposit_total_minor": "int64", "deposit_largest_minor": "int64",
    "deposit_mean_minor": "int64",
    "deposit_season_ppm": "int64",  # the strongest month / the mean month
    "deposit_peak_month": "int64",  # 1 to 12; the first of equals
    "deposit_term_ppm": "int64",  # part of deposits held on as_of that is bound to a term
    "deposit_term_days": "int64",  # whole term of those, weighted by amount
    "deposits_matured": "int64", "rollover_ppm": "int64",  # part of them that was opened anew
    "channel_counter_ppm": "int64", "channel_self_service_ppm": "int64",
    "channel_online_ppm": "int64",  # of deposits whose channel is one of the three
    "channel_untold": "int64",  # deposits through none of them, or without a channel
    "channel_dominant": "string", "channel_dominant_recent": "string",
    "flow_in_recent_minor": "int64", "flow_out_recent_minor": "int64",  # out is positive
    "flow_net_recent_minor": "int64", "flow_net_usual_minor": "int64",
    "flow_direction": "string", "flow_direction_usual": "string",  # in, out, even
    "flow_parties": "string",  # JSON: party -> [in recent, out recent, in before, out before]
    "product_preferred": "string", "product_preferred_usual": "string",  # family bought most
    "products_bought": "string",  # JSON: family -> [amount recent, number recent, before, before]
    "services_recent": "int64", "services_usual": "int64",  # bookings begun and log-ins
    "services_change_ppm": "int64",  # recent / usual - 1
    "spending_total_minor": "int64", "spending_monthly_minor": "int64", "spending_count": "int64",
    "spending_ticket_minor": "int64",
    "spending_change_ppm": "int64",  # recent / usual - 1
    "spending_top": "string",
    "spending_categories": "string",  # JSON: category -> [amount, number, amount recent]
    "recurring_payments": "int64", "recurring_monthly_minor": "int64",
    "recurring_kinds": "string",  # JSON: kind -> [payments, amount a month]
    "income_monthly_minor": "int64", "income_level": "string", "income_source": "string",
    "habit_class": "string",
    "by_month": "string",  # JSON: month -> values, named by BY_MONTH
    "unknown_reason": "string",  # of all that comes from bookings
    "usual_reason": "string",  # of all that is compared with usual
    "season_reason": "string", "held_reason": "string", "rollover_reason": "string",
    "channel_reason": "string", "flow_reason": "string", "services_reason": "string",
    "spending_reason": "string", "recurring_reason": "string", "income_reason": "string",
    "habit_reason": "string",
    "policy_version": "string", **STAMP,
}  # fmt: skip

BY_MONTH = (
    "deposits_minor", "deposits", "counter", "self_service", "online", "in_minor", "out_minor",
    "spending_minor", "payments", "services",
)  # fmt: skip
"""The order of the values of one month."""
