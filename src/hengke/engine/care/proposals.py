"""What each kind of task hands over to be scored."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from hengke.engine.features.json_text import json_object


@dataclass(frozen=True)
class Proposal:
    """Tasks of one kind.

    `rows`: customer_id, due_on, amount_minor (what the task speaks of), stake_minor (what the
    order counts), anchor (the occasion, part of the key), params (JSON). `share` of the stake is
    taken to be lost when nobody calls.
    """

    kind: str
    rows: ir.Table
    share: Fraction


def proposal(
    kind: str,
    rows: ir.Table,
    share: Fraction,
    *,
    due_on: ir.DateValue,
    amount: ir.IntegerValue,
    anchor: ir.Value,
    stake: ir.NumericValue | None = None,
    **params: ir.Value,
) -> Proposal:
    """Without a `stake` of its own, the amount is what is at stake."""
    columns = rows.select(
        "customer_id",
        due_on=due_on,
        amount_minor=amount,
        stake_minor=(amount if stake is None else stake).cast("float64"),
        anchor=anchor.cast("string"),
        params=json_object(params) if params else ibis.literal("{}"),
    )
    return Proposal(kind, columns, share)
