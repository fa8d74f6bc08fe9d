"""Points of a scorecard: how a score stands for odds.

Score = offset + factor x ln(good : bad), factor = PDO / ln 2, offset = S0 - factor x ln(odds0):
`pdo` points double the odds, and `score` points stand for `odds` good to one bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import numpy as np

from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Floats


@dataclass(frozen=True)
class Scale:
    """The bank's choice; 600 at 50 to 1 and 20 points to double are common."""

    pdo: float
    score: float
    odds: float

    def __post_init__(self) -> None:
        if not (self.pdo > 0 and self.odds > 0):
            raise Refused("A scale needs points to double and odds above zero.",
                          next_step="Give pdo and odds as positive numbers.")  # fmt: skip

    @property
    def factor(self) -> float:
        return self.pdo / log(2)

    @property
    def offset(self) -> float:
        return self.score - self.factor * log(self.odds)

    def points(self, log_odds: Floats) -> Floats:
        """The score of these logarithms of good to bad."""
        return self.offset + self.factor * log_odds

    def bad(self, score: Floats) -> Floats:
        """The probability of bad that a score stands for."""
        return 1 / (1 + np.exp((score - self.offset) / self.factor))
