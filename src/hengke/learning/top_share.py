"""Who would have been in the top part, and was missed: a ranking held against what came.

Malthouse & Blattberg (2005), Journal of Interactive Marketing 19(1): of the future top 20 % about
55 % are not foreseen, of the bottom 80 % about 15 % are taken for top.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Floats

FIFTH = 0.2


@dataclass(frozen=True)
class TopShare:
    """`missed` of those who came to be the top, `misplaced` of the rest, both as shares."""

    customers: int
    top: int
    missed: float
    misplaced: float


def top_share(foreseen: Floats, came: Floats, *, share: float = FIFTH) -> TopShare:
    """The same number of customers is called top on both sides. Customers alike at the border
    share its places: each counts with the part of it that is left, so that no order of rows helps.
    """
    rows = len(came)
    top = round(rows * share)
    if not 0 < top < rows:
        raise Refused("{rows} customers are too few for a top of {share:.0%}.",
                      next_step="Deliver more customers.", rows=rows, share=share)  # fmt: skip
    both = float(_belonging(foreseen, top) @ _belonging(came, top))
    return TopShare(rows, top, 1 - both / top, (top - both) / (rows - top))


def _belonging(score: Floats, top: int) -> Floats:
    """1 in the top, 0 outside, and at the border the part of its places that is left."""
    border = np.partition(score, len(score) - top)[len(score) - top]
    above, at = score > border, score == border
    return above + at * ((top - above.sum()) / at.sum())
