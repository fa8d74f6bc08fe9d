"""The likelihood of BG/NBD and its slope, per row.

Fader, Hardie & Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2),
appendix: L = A2 (e^A3 + [x > 0] e^A4), kept in logarithms so that no row under- or overflows.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import gammaln, psi

from hengke.learning.evaluation import Floats
from hengke.learning.lifetime_rows import Purchases


def log_likelihood(parameters: Floats, rows: Purchases) -> tuple[Floats, Floats]:
    """The log-likelihood of each row, and its derivatives as six columns: by r, alpha, a, b, and by
    the row's own t_x and T, which a clock with parameters needs."""
    r, alpha, a, b = parameters
    x, last, observed = rows.repeats, rows.last, rows.observed
    again = x > 0
    before = np.where(again, b + x - 1, 1.0)  # b + x - 1, of no use without a repeat
    alive = -(r + x) * np.log(alpha + observed)
    gone = np.where(again, np.log(a) - np.log(before) - (r + x) * np.log(alpha + last), -np.inf)
    either = np.logaddexp(alive, gone)
    value = either + r * np.log(alpha) + by_number(
        lambda n: gammaln(r + n) - gammaln(r) + gammaln(a + b) + gammaln(b + n) - gammaln(b)
        - gammaln(a + b + n), x,
    )  # fmt: skip
    still, left = np.exp(alive - either), np.exp(gone - either)
    by_observed = -(r + x) * still / (alpha + observed)
    by_last = -(r + x) * left / (alpha + last)
    by_r = by_number(lambda n: psi(r + n) - psi(r), x) + np.log(alpha)
    by_r = by_r - still * np.log(alpha + observed) - left * np.log(alpha + last)
    both = by_number(lambda n: psi(a + b) - psi(a + b + n), x)
    slopes = np.column_stack([
        by_r, r / alpha + by_observed + by_last, both + left / a,
        both + by_number(lambda n: psi(b + n) - psi(b), x) - left / before, by_last, by_observed,
    ])  # fmt: skip
    return value, slopes


def by_number(function: Callable[[Floats], Floats], numbers: Floats) -> Floats:
    """A function of whole numbers, computed once for each up to the largest where those are fewer
    than the rows."""
    top = int(numbers.max(initial=0)) + 1
    if top > len(numbers):
        return function(numbers)
    return function(np.arange(top, dtype=np.float64))[numbers.astype(np.int64)]
