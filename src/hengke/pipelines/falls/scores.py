"""Everybody's probability, computed where the rows lie, a batch at a time."""

from __future__ import annotations

import ibis.expr.types as ir

from hengke.learning.fall_batches import SCORES, Scorer
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.falls.sampling import counted

MOST_EXPLAINED = 50_000


def scores(catalog: Catalog, model: str, inputs: ir.Table) -> ir.Table:
    """SCORES of all rows; reasons of the MOST_EXPLAINED most probable falls (they take the time).

    Who has reasons follows from the figures alone, not from the order in which rows come.
    """
    few = counted(catalog, inputs) <= MOST_EXPLAINED
    whole = catalog.mapped("scores", inputs, Scorer(model, explained=few), SCORES)
    if few:
        return whole
    first = whole.order_by(whole.fall_probability.desc(), "customer_id").limit(MOST_EXPLAINED)
    chosen = catalog.keep("explained", first.select("customer_id"))
    theirs = inputs.semi_join(chosen, "customer_id")
    told = catalog.mapped("reasons", theirs, Scorer(model, explained=True), SCORES)
    return whole.anti_join(chosen, "customer_id").union(told)


def nobody(catalog: Catalog) -> ir.Table:
    """SCORES without a row."""
    return catalog.read([], SCORES)
