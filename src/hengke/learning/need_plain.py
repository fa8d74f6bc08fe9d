"""Plain ways to say how probably a need is shown: shares of groups of customers, told beforehand.

`segment`: customers of like kind and assets; `rule`: of whom a rule that concludes the need holds;
`lately`: who showed it in the horizon before; `matures`: of whom something matures
within it. A small group leans on the share of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hengke.learning.evaluation import Flags, Floats
from hengke.learning.need_features import Figures, View

SEGMENT, RULE, LATELY, MATURES = "segment", "rule", "lately", "matures"
WAYS = (SEGMENT, RULE, LATELY, MATURES)
BANDS = 4
LEANING = 10
"""So many rows with the share of all are added to each group."""
DIGITS = 6
NOBODY_KNOWS = "unknown"


@dataclass(frozen=True)
class Plain:
    """`cuts`: of assets, for segments; `shares`: by group; a group never seen has `usual`."""

    way: str
    cuts: tuple[float, ...]
    shares: Mapping[str, float]
    usual: float

    def score(self, figures: Figures, view: View) -> Floats:
        groups, place = np.unique(_groups(self.way, self.cuts, figures, view), return_inverse=True)
        shares = [self.shares.get(str(one), self.usual) for one in groups]
        return np.round(np.array(shares, dtype=np.float64)[place], DIGITS)


def fit_plain(way: str, figures: Figures, view: View, outcome: Flags) -> Plain:
    """From rows of which there is at least one."""
    assets = figures["assets_minor"]
    known = assets[~np.isnan(assets)]
    steps = np.linspace(0, 1, BANDS + 1)[1:-1]
    cuts = tuple(np.unique(np.quantile(known, steps)).tolist()) if len(known) else ()
    usual = float(outcome.mean())
    groups, place = np.unique(_groups(way, cuts, figures, view), return_inverse=True)
    rows = np.bincount(place)
    share = (np.bincount(place, outcome) + LEANING * usual) / (rows + LEANING)
    found = {str(one): round(float(part), DIGITS) for one, part in zip(groups, share, strict=True)}
    return Plain(way, cuts, found, round(usual, DIGITS))


def _groups(way: str, cuts: tuple[float, ...], figures: Figures, view: View) -> NDArray[np.str_]:
    if way != SEGMENT:
        values = figures["maturing_minor" if way == MATURES else f"{way}_{view.at}"]
        return np.where(np.isnan(values), NOBODY_KNOWS, np.where(values > 0, "yes", "no"))
    assets, kind = figures["assets_minor"], figures["institution"]
    band = np.searchsorted(np.array(cuts), np.nan_to_num(assets), side="right").astype(str)
    band = np.where(np.isnan(assets), NOBODY_KNOWS, band)
    kinds = np.where(np.isnan(kind), NOBODY_KNOWS, np.where(kind > 0, "institution", "person"))
    return np.char.add(np.char.add(kinds, ":"), band)
