"""Baskets (of a customer, of a purchase) as what counting needs: who holds which products.

Baskets with the same products count once, with their number. Up to 64 products a basket is a bit
mask; beyond that, a line of a sparse matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Floats, Numbers

BITS = 64


@dataclass(frozen=True)
class Baskets:
    """`lines` is a 0/1 matrix (dense, or sparse in rows), one row per kind of basket and one column
    per product; `weight` how many baskets are of that kind; `number` all baskets, empty ones too.
    """

    products: tuple[str, ...]
    lines: Any
    weight: Floats
    number: int


def from_masks(
    products: Sequence[str], masks: np.ndarray, weight: Numbers, *, number: int
) -> Baskets:
    """From unsigned masks: bit 0 is the first product. Refused beyond 64 products."""
    if len(products) > BITS:
        raise Refused("A mask holds {most} products; there are {products}.", most=BITS,
                      products=len(products),
                      next_step="Count them from rows instead.")  # fmt: skip
    bits = np.arange(len(products), dtype=np.uint64)
    lines = (masks.astype(np.uint64)[:, None] >> bits & np.uint64(1)).astype(np.float64)
    return Baskets(tuple(products), lines, weight.astype(np.float64), number)


def from_rows(products: Sequence[str], basket: Numbers, product: Numbers) -> Baskets:
    """From rows of basket and product, both counted from 0; a row that stands twice counts once."""
    if not len(basket):
        raise Refused("There are no baskets.", next_step="Deliver who holds which product.")
    number = len(np.unique(basket))
    if len(products) > BITS:
        return _sparse(products, basket, product, number)
    order = np.argsort(basket, kind="stable")
    bits = np.uint64(1) << product[order].astype(np.uint64)
    begins = np.flatnonzero(np.r_[True, np.diff(basket[order]) != 0])
    masks, weight = np.unique(np.bitwise_or.reduceat(bits, begins), return_counts=True)
    return from_masks(products, masks, weight, number=number)


def _sparse(products: Sequence[str], basket: Numbers, product: Numbers, number: int) -> Baskets:
    from scipy.sparse import csr_array

    _, line = np.unique(basket, return_inverse=True)
    shape = (number, len(products))
    lines = csr_array((np.ones(len(line)), (line, product)), shape=shape)
    lines.sum_duplicates()
    lines.data[:] = 1.0
    return Baskets(tuple(products), lines, np.ones(number), number)
