"""The profit stack: what adds up to revenue, profit and EVA."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from hengke.engine.features.lifetimes import UNKNOWN_FAMILY
from hengke.engine.schemas import DEPOSIT_FAMILIES, LIABILITY_FAMILIES

PLAIN = ("fees", "management", "other", "tax", "service", "acquisition", "loss", "capital")
"""Parts that stand in `amounts.AMOUNTS` under the same name."""


def with_margins(rows: ir.Table) -> ir.Table:
    """Add deposit_margin and loan_margin, each 0 where the product is not of its kind. What an
    account of no known family brings stands among the deposits: it is unknown."""
    margin = rows.transfer - rows.interest
    deposit = rows.family.isin([*DEPOSIT_FAMILIES, UNKNOWN_FAMILY])
    nothing = ibis.literal(0, type="int64")
    return rows.mutate(
        deposit_margin=ibis.ifelse(deposit, margin, nothing),
        loan_margin=ibis.ifelse(rows.family.isin(LIABILITY_FAMILIES), margin, nothing),
    )


def stacked(rows: ir.Table) -> dict[str, ir.IntegerValue]:
    """Columns of `columns.STACK` of rows with margins; an unknown part makes a sum unknown."""
    revenue = rows.deposit_margin + rows.loan_margin + rows.fees + rows.management + rows.other
    profit = revenue - rows.tax - rows.service - rows.acquisition - rows.loss
    return {
        "deposit_margin_minor": rows.deposit_margin,
        "loan_margin_minor": rows.loan_margin,
        **{f"{name}_minor": rows[name] for name in PLAIN},
        "revenue_minor": revenue,
        "profit_minor": profit,
        "eva_minor": profit - rows.capital,
    }
