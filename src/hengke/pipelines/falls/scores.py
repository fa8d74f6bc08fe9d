"""Everybody's probability that the tier falls."""

from __future__ import annotations

import ibis.expr.types as ir

from hengke.learning.fall_batches import SCORES, Scorer
from hengke.pipelines.batch_scores import scored
from hengke.pipelines.catalog import Catalog

MOST_EXPLAINED = 50_000


def scores(catalog: Catalog, model: str, inputs: ir.Table) -> ir.Table:
    """SCORES of all rows; reasons of the MOST_EXPLAINED most probable falls."""
    return scored(catalog, inputs, model=model, by=Scorer, most=MOST_EXPLAINED, name="fall")


def nobody(catalog: Catalog) -> ir.Table:
    """SCORES without a row."""
    return catalog.read([], SCORES)
