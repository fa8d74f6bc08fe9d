"""Which products come together: exact counts of single products, pairs and triples.

X'WX of the 0/1 matrix of baskets has every pair's count; the same of the baskets that hold a
product has its triples. All are whole numbers below 2^53 and exact. What has too few baskets is
left out before it is combined: no set is more frequent than its parts (Agrawal & Srikant 1994).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning.association_baskets import Baskets
from hengke.learning.evaluation import Floats

Places = tuple[int, ...]


@dataclass(frozen=True)
class ProductSets:
    """How many of `baskets` hold each frequent set of one to three products, by their places in
    `products`, rising. `fewest` is what a set needed to be frequent."""

    products: tuple[str, ...]
    baskets: int
    fewest: int
    counts: Mapping[Places, int]

    def named(self) -> dict[tuple[str, ...], int]:
        return {tuple(self.products[one] for one in key): n for key, n in self.counts.items()}

    def of_size(self, size: int) -> dict[Places, int]:
        return {key: n for key, n in self.counts.items() if len(key) == size}


def count_sets(baskets: Baskets, *, support: float) -> ProductSets:
    """All sets of up to three products that at least the share `support` of all baskets holds."""
    if not 0 < support <= 1:
        raise Refused("A support of {support} is no share of the baskets.", support=support,
                      next_step="Give a share above 0 and up to 1.")  # fmt: skip
    fewest = max(ceil(support * baskets.number - 1e-9), 1)
    single = np.asarray(baskets.weight @ baskets.lines)
    kept = np.flatnonzero(single >= fewest)
    lines = baskets.lines[:, kept]
    pairs = _crossed(lines, baskets.weight)
    counts: dict[Places, int] = {(int(one),): int(single[one]) for one in kept}
    counts |= _named(pairs, kept, fewest)
    for first in range(len(kept) - 2):
        counts |= _triples(lines, baskets.weight, pairs, kept, first, fewest)
    return ProductSets(baskets.products, baskets.number, fewest, counts)


def _crossed(lines: Floats, weight: Floats) -> Floats:
    """X'WX, dense: one row and column per product that is left."""
    weighed = lines * weight[:, None]
    found = lines.T @ weighed
    return np.asarray(found.toarray() if hasattr(found, "toarray") else found)


def _named(pairs: Floats, kept: np.ndarray, fewest: int) -> dict[Places, int]:
    one, other = np.nonzero(np.triu(pairs >= fewest, 1))
    return {
        (int(kept[a]), int(kept[b])): int(pairs[a, b])
        for a, b in zip(one.tolist(), other.tolist(), strict=True)
    }


def _triples(
    lines: Floats, weight: Floats, pairs: Floats, kept: np.ndarray, first: int, fewest: int
) -> dict[Places, int]:
    """Those that begin with a product, among the baskets that hold it and the later products that
    are frequent with it."""
    partners = np.flatnonzero(pairs[first, first + 1 :] >= fewest) + first + 1
    if len(partners) < 2:
        return {}
    column = lines[:, [first]]
    holding = np.flatnonzero(column.toarray() if hasattr(column, "toarray") else column)
    within = _crossed(lines[holding][:, partners], weight[holding])
    found = _named(within, kept[partners], fewest)
    return {(int(kept[first]), *pair): count for pair, count in found.items()}
