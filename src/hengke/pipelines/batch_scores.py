"""Everybody's probability by a model, computed where the rows lie, a batch at a time."""

from __future__ import annotations

from collections.abc import Mapping

import ibis.expr.types as ir

from hengke.learning.scored_batches import BatchScorer
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.falls.sampling import counted


def scored(
    catalog: Catalog, inputs: ir.Table, *, model: str, by: type[BatchScorer], most: int, name: str
) -> ir.Table:
    """The columns of the scorer for all rows; reasons of the `most` of the highest probability
    (they take the time). Who has reasons follows from the figures alone, not from the order in
    which rows come. Kept tables are called after `name`."""
    schema: Mapping[str, str] = by.columns
    few = counted(catalog, inputs) <= most
    whole = catalog.mapped(f"{name}_scores", inputs, by(model, explained=few), schema)
    if few:
        return whole
    probability = whole[list(schema)[1]]
    first = whole.order_by(probability.desc(), "customer_id").limit(most)
    chosen = catalog.keep(f"{name}_explained", first.select("customer_id"))
    theirs = inputs.semi_join(chosen, "customer_id")
    told = catalog.mapped(f"{name}_reasons", theirs, by(model, explained=True), schema)
    return whole.anti_join(chosen, "customer_id").union(told)
