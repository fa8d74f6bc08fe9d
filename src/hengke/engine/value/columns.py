"""The columns of what a value run writes. Ibis type names; amounts in minor units of `currency`.

`days` are those of the months that count; a yearly rate of an amount is amount / (balance_days /
365). Costs are positive: revenue = deposit_margin + loan_margin + fees + management + other,
profit = revenue - tax - service - acquisition - loss, eva = profit - capital. Null is unknown, and
`unknown_reason` says the first reason why.
"""

from __future__ import annotations

from hengke.engine.stamp import STAMP

STACK = {
    "deposit_margin_minor": "int64",  # held x days x (transfer price - rate) / 365
    "loan_margin_minor": "int64",  # owed x days x (rate - transfer price) / 365
    "fees_minor": "int64",  # charged, net of what was given back
    "management_minor": "int64",  # of investments: held x days x fee / 365
    "other_minor": "int64",  # such as interchange
    "tax_minor": "int64",
    "service_minor": "int64",  # activities x unit cost, upkeep of accounts
    "acquisition_minor": "int64",  # the part of these months
    "loss_minor": "int64",  # PD x LGD x owed
    "capital_minor": "int64",  # owed x risk weight x ratio x hurdle
    "revenue_minor": "int64",
    "profit_minor": "int64",
    "eva_minor": "int64",
}

VALUE_PARTS = {  # one row per customer and product; product '' is the relation itself
    "customer_id": "string", "product_id": "string", "product_name": "string", "family": "string",
    "days": "int64", "balance_days": "int64", "transfer_minor": "int64", "interest_minor": "int64",
    **STACK, "activities": "int64", "unknown_reason": "string", "policy_version": "string",
    **STAMP,
}  # fmt: skip

VALUES = {  # one row per customer known by the end of the months
    "customer_id": "string", "currency": "string", "months": "int64", "days": "int64",
    "first_on": "date", "until_on": "date",  # until: the last day
    "deposit_average_minor": "int64", "loan_average_minor": "int64",
    "volume_average_minor": "int64",  # all that is held and owed
    **STACK,
    "overall_yield_ppm": "int64",  # profit of a year / average volume
    "activities": "int64", "days_past_due": "int64", "income_growth_ppm": "int64",
    "trend": "string",  # JSON list of the months' profit, oldest first, null unknown
    "period_minor": "int64",  # profit of the last period of the decline rule, and of the one
    "period_before_minor": "int64",  # with which it is compared
    "movement": "string",  # falling, steady, unknown
    "decile": "int64",  # 1: the tenth of the bank's customers who bring most
    "slice": "int64",  # the same finer: five hundredths, then steps of a fortieth
    "potential_points": "int64", "potential_parts": "string",  # hundredths of points, JSON list
    "composite_points": "int64", "composite_parts": "string",  # in the order of the policy
    "unknown_reason": "string", "score_reason": "string", "policy_version": "string", **STAMP,
}  # fmt: skip

VALUE_BOOKS = {  # one row per branch, manager and slice of the bank; 0: unknown
    "branch_id": "string", "manager_id": "string", "slice": "int64", "customers": "int64",
    "negative": "int64", "falling": "int64", **STACK, **STAMP,
}  # fmt: skip

VALUE_PRODUCTS = {  # one row per level (branch, manager), book, product, month and standing
    "level": "string", "branch_id": "string", "manager_id": "string", "product_id": "string",
    "product_name": "string", "family": "string",
    "month_on": "date",  # the first day of the month
    "standing": "string",  # counted: in the sums of books; apart: known of customers who are not
    "customers": "int64",  # who had it in any of the months; stands at the last one, else 0
    "unknown_rows": "int64",  # customers x accounts of which an amount is unknown
    **STACK, **STAMP,
}  # fmt: skip

TOTAL_LEVELS = ("source", "customers", "unallocated")
VALUE_TOTALS = {  # one row per level: source = customers + unallocated, to the minor unit
    "level": "string", "balance_days": "int64", "transfer_minor": "int64",
    "interest_minor": "int64", **STACK, "activities": "int64",
    "unknown_rows": "int64",  # accounts x months of which an amount is unknown; not in the sums
    "policy_version": "string", **STAMP,
}  # fmt: skip
