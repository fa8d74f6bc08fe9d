"""Which product a customer may hold next, from what he holds: item to item, in closed form.

EASE (Steck 2019): each product's holding as a linear function of the others', the weights by ridge
regression in one inversion; no product speaks for itself. Popularity is the plain way beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.learning.evaluation import Floats, Numbers

RIDGE = 0.02  # of the customers: strong enough for products that a handful hold
FEWEST = 20  # customers with two products or more


@dataclass(frozen=True)
class NextProduct:
    """`weights[i][j]`: what holding product i says for j; `share`: of customers, for each."""

    products: tuple[str, ...]
    share: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    card: Mapping[str, Any] = field(default_factory=dict)

    def score(self, holdings: Floats) -> Floats:
        """One row per customer, one column per product: higher is nearer to what he holds."""
        held = (holdings > 0).astype(np.float64)
        return np.asarray(held @ np.array(self.weights))

    def popular(self, holdings: Floats) -> Floats:
        """The same for everybody: the share of customers who hold the product."""
        return np.broadcast_to(np.array(self.share), holdings.shape)

    def because(self, holdings: Floats, *, row: int, product: str, most: int = 3) -> list[str]:
        """The products held that speak most for this one, strongest first."""
        place = self.products.index(product)
        speak = [
            (self.weights[one][place], name)
            for one, name in enumerate(self.products)
            if holdings[row, one] > 0 and self.weights[one][place] > 0
        ]
        return [name for _, name in sorted(speak, reverse=True)[:most]]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> NextProduct:
        raw = json.loads(text)
        weights = tuple(tuple(line) for line in raw["weights"])
        return cls(tuple(raw["products"]), tuple(raw["share"]), weights, raw["card"])


def fit_next_product(products: Sequence[str], holdings: Floats) -> NextProduct:
    """From a matrix of customers by products, above 0 where held. Refused where too few customers
    hold two products: then nothing is known of what goes with what."""
    held = (holdings > 0).astype(np.float64)
    several = int((held.sum(axis=1) > 1).sum())
    return fit_from_counts(products, held.T @ held, customers=len(held), several=several)


def fit_from_counts(
    products: Sequence[str], together: Floats, *, customers: int, several: int
) -> NextProduct:
    """The same from how many customers hold each two products (the diagonal: each one).

    `several` of the `customers` hold two or more. Books too large for a matrix are counted first.
    """
    if several < FEWEST:
        raise Refused(
            "Only {customers} customers hold two products; {fewest} are needed.",
            next_step="Deliver the holdings of more customers.",
            customers=several,
            fewest=FEWEST,
        )
    inverse = np.linalg.inv(together + RIDGE * customers * np.eye(len(products)))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    card = {
        "purpose": sentence("which product a customer may hold next, from the products held"),
        "method": sentence("ridge regression of each product on the others, in closed form"),
        "customers": customers,
        "with_several": several,
    }
    share = tuple((np.diag(together) / customers).tolist())
    return NextProduct(tuple(products), share, tuple(map(tuple, weights.tolist())), card)


def hidden(holdings: Floats, *, seed: int = 0) -> tuple[Floats, Numbers, Numbers]:
    """For a trial: of every customer with two products or more one is hidden, each as likely.
    The holdings left, which rows they are of, and the place of the product that is hidden."""
    held = (holdings > 0).astype(np.float64)
    rows = np.flatnonzero(held.sum(axis=1) > 1)
    left = held[rows]
    chance = np.random.default_rng(seed).random(left.shape)
    place = np.where(left > 0, chance, -1.0).argmax(axis=1)
    left[np.arange(len(left)), place] = 0.0
    return left, rows, place


def hits(score: Floats, left: Floats, place: Numbers, *, first: int) -> Floats:
    """1 where the hidden product is among the first named of those not held."""
    open_to = np.where(left > 0, -np.inf, score)
    named = np.argsort(-open_to, axis=1, kind="stable")[:, :first]
    return (named == place[:, None]).any(axis=1).astype(np.float64)
