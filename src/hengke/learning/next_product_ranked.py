"""Which product a customer may hold next, from holdings and other columns: a propensity each.

For each product, the probability that somebody with these other holdings and figures has it. What a
product's own column says is never seen by its model. Rare products keep their share of customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hengke.learning.design import Columns
from hengke.learning.evaluation import Floats
from hengke.learning.propensity import FEWEST, Propensity, fit_propensity


@dataclass(frozen=True)
class RankedProducts:
    """A model per product that enough customers hold; the share of customers for each product."""

    products: tuple[str, ...]
    share: tuple[float, ...]
    models: Mapping[str, Propensity]

    def score(self, holdings: Floats, columns: Columns) -> Floats:
        """The probability of each product, one row per customer and one column per product."""
        found = np.tile(np.array(self.share), (len(holdings), 1))
        for place, product in enumerate(self.products):
            if product in self.models:
                seen = _without(self.products, holdings, columns, place)
                found[:, place] = self.models[product].score(seen)
        return found


def fit_ranked(products: Sequence[str], holdings: Floats, columns: Columns) -> RankedProducts:
    """From a matrix of customers by products, above 0 where held, and other columns of theirs."""
    held = holdings > 0
    models = {}
    for place, product in enumerate(products):
        holders = int(held[:, place].sum())
        if min(holders, len(held) - holders) >= FEWEST:
            seen = _without(products, holdings, columns, place)
            models[product] = fit_propensity(seen, held[:, place])
    return RankedProducts(tuple(products), tuple(held.mean(axis=0).tolist()), models)


def _without(
    products: Sequence[str], holdings: Floats, columns: Columns, place: int
) -> dict[str, Any]:
    """Holdings of the other products as columns, and the rest."""
    held = (holdings > 0).astype(np.float64)
    others = {f"holds {name}": held[:, at] for at, name in enumerate(products) if at != place}
    return {**others, **columns}
