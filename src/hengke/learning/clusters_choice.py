"""How many groups: by stability under resampling times separation, the fewest that do as well.

For each number of groups, pairs of random halves of the rows are grouped; the two groupings sort
the same third part of rows, and their agreement (adjusted Rand index, Hubert and Arabie 1985) says
whether the groups are of the customers or of chance. The silhouette (Rousseeuw 1987) of that third
part says how far groups lie apart. The product is averaged over draws, and surely reached less one
standard error; of all numbers of which this is within one error of the best, the smallest is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hengke.learning.evaluation import Floats

STARTS = 4  # of k-means: the best of so many
MOST_TIMED = 1_500  # rows whose silhouette is computed: it compares every pair


@dataclass(frozen=True)
class Choice:
    """Numbers of groups to try, the least part of the rows in a group, how many draws of how many
    rows."""

    fewest: int
    most: int
    least_share: float
    draws: int
    sample: int
    seed: int = 1


@dataclass(frozen=True)
class Tried:
    """One number of groups. `score`: mean of stability times silhouette; `error`: its standard
    error. Calinski-Harabasz (more is better) and Davies-Bouldin (less is better) of the sample."""

    groups: int
    stability: float
    silhouette: float
    score: float
    error: float
    calinski: float
    davies: float
    least_share: float
    chosen: bool = False

    @property
    def sure(self) -> float:
        """What the product surely reaches: less one standard error."""
        return self.score - self.error


def tried(points: Floats, choice: Choice) -> list[Tried]:
    """Every number of groups with its figures; one of them is chosen."""
    sample = _drawn(points, choice.sample, np.random.default_rng(choice.seed))
    found = [_one(sample, groups, choice) for groups in range(choice.fewest, choice.most + 1)]
    best = chosen(found, least_share=choice.least_share)
    return [replace(one, chosen=one.groups == best) for one in found]


def chosen(found: Sequence[Tried], *, least_share: float) -> int:
    """The smallest number that surely does about as well as the best; one that did well in some
    draws and badly in others is not sure. Groups that are too small count only where every number
    makes some."""
    large = [one for one in found if one.least_share >= least_share] or [found[0]]
    best = max(large, key=lambda one: one.sure)
    return min(one.groups for one in large if one.sure >= best.sure - best.error)


def kmeans(points: Floats, groups: int, seed: int) -> Any:
    """A fitted KMeans; in one thread, so that sums come out the same everywhere."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        return KMeans(groups, n_init=STARTS, random_state=seed).fit(points)


def _one(sample: Floats, groups: int, choice: Choice) -> Tried:
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

    whole = kmeans(sample, groups, choice.seed)
    drawn = [_draw(sample, groups, choice.seed + number) for number in range(choice.draws)]
    stable, apart = np.array([one[0] for one in drawn]), np.array([one[1] for one in drawn])
    scores = stable * np.maximum(apart, 0.0)
    error = scores.std(ddof=1) / np.sqrt(len(scores)) if len(scores) > 1 else 0.0
    return Tried(
        groups=groups,
        stability=round(float(stable.mean()), 6),
        silhouette=round(float(apart.mean()), 6),
        score=round(float(scores.mean()), 6),
        error=round(float(error), 6),
        calinski=round(float(calinski_harabasz_score(sample, whole.labels_)), 3),
        davies=round(float(davies_bouldin_score(sample, whole.labels_)), 6),
        least_share=round(float(np.bincount(whole.labels_).min() / len(sample)), 6),
    )


def _draw(sample: Floats, groups: int, seed: int) -> tuple[float, float]:
    """Agreement of two groupings on rows that neither saw, and the silhouette there."""
    from sklearn.metrics import adjusted_rand_score, silhouette_score

    shuffled = np.random.default_rng(seed).permutation(len(sample))
    first, second, judged = np.array_split(shuffled, 3)
    one = kmeans(sample[first], groups, seed).predict(sample[judged])
    other = kmeans(sample[second], groups, seed).predict(sample[judged])
    few = judged[:MOST_TIMED]
    several = len(np.unique(one[: len(few)])) > 1
    apart = silhouette_score(sample[few], one[: len(few)]) if several else 0.0
    return float(adjusted_rand_score(one, other)), float(apart)


def _drawn(points: Floats, most: int, random: np.random.Generator) -> Floats:
    if len(points) <= most:
        return points
    return points[np.sort(random.choice(len(points), most, replace=False))]
