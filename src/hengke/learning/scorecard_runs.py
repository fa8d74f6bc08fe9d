"""A column's finest bins cut into few runs whose shares of bad have a shape.

Only the counts per bin are looked at, so that a million rows cost as much as a thousand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hengke.learning.evaluation import Floats

MOST = 20
TURN = 3.32
"""Log-likelihood that a turn must gain: half of the 1 % point of chi-square with one degree."""


@dataclass(frozen=True)
class Run:
    """Bins `first` to `last` of the finest cut, as one."""

    rows: float
    bad: float
    first: int
    last: int

    def __add__(self, other: Run) -> Run:
        return Run(self.rows + other.rows, self.bad + other.bad, self.first, other.last)

    @property
    def share(self) -> float:
        return self.bad / self.rows

    @property
    def log_likelihood(self) -> float:
        return float(_log_likelihood(np.array([[self.rows, self.bad]]))[0])


def shaped(rows: Floats, bad: Floats, *, fewest: float) -> list[Run]:
    """At most `MOST` runs of at least `fewest` rows, cut where that gains the most likelihood, then
    pooled to rise or to fall all the way; to turn once, if that gains more than chance would."""
    counts = np.column_stack([rows, bad])
    runs, best = [_run(counts, 0, len(rows))], {}
    while len(runs) < MOST:
        for run in runs:
            if run not in best:
                best[run] = _best_cut(counts, run, fewest)
        run = max(runs, key=lambda one: best[one][0])
        gain, at = best[run]
        if gain <= 0:
            break
        place = runs.index(run)
        parts = [_run(counts, run.first, at), _run(counts, at, run.last + 1)]
        runs[place : place + 1] = parts
    return _shaped(runs)


def _run(counts: Floats, first: int, end: int) -> Run:
    rows, bad = counts[first:end].sum(axis=0)
    return Run(float(rows), float(bad), first, end - 1)


def _best_cut(counts: Floats, run: Run, fewest: float) -> tuple[float, int]:
    """What the best cut of a run gains, and the first bin behind it; 0 where none is allowed."""
    left = np.cumsum(counts[run.first : run.last], axis=0)
    right = np.array([run.rows, run.bad]) - left
    allowed = (left[:, 0] >= fewest) & (right[:, 0] >= fewest)
    if not allowed.any():
        return 0.0, run.first
    gains = np.where(allowed, _log_likelihood(left) + _log_likelihood(right), -np.inf)
    place = int(gains.argmax())
    return float(gains[place] - run.log_likelihood), run.first + place + 1


def _log_likelihood(counts: Floats) -> Floats:
    """Of the rows of each line, at its own share of bad."""
    from scipy.special import xlogy

    rows, bad = np.maximum(counts[:, 0], 1e-300), counts[:, 1]
    return xlogy(bad, bad / rows) + xlogy(rows - bad, 1 - bad / rows)


def _shaped(runs: list[Run]) -> list[Run]:
    best = max((pooled(runs, sign) for sign in (1, -1)), key=_value)
    plain = _value(best)
    for turn in range(1, len(runs)):
        for sign in (1, -1):
            turned = pooled(runs[:turn], sign) + pooled(runs[turn:], -sign)
            if _value(turned) > max(plain + TURN, _value(best)):
                best = turned
    return best


def pooled(runs: list[Run], sign: int) -> list[Run]:
    """Neighbours that violate the order are pooled (PAVA); `sign` 1 rises, -1 falls strictly."""
    found: list[Run] = []
    for run in runs:
        found.append(run)
        while len(found) > 1 and sign * (found[-1].share - found[-2].share) <= 0:
            last = found.pop()
            found[-1] += last
    return found


def _value(runs: list[Run]) -> float:
    return sum(run.log_likelihood for run in runs)
