"""Fitting groups: which inputs tell anything, how many groups, and which labels they keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from hengke.learning.clusters import NONE, ClusterModel, Scaled, bent, known_share, scaled
from hengke.learning.clusters_choice import Choice, Tried, kmeans, tried
from hengke.learning.evaluation import Floats, Numbers

IQR_OF_NORMAL = 1.349  # middle half of a normal distribution, in standard deviations
ALL_ALIKE, TOO_FEW = "all_alike", "too_few"


@dataclass(frozen=True)
class Recipe:
    """What decides a fit beside the rows. `logs`: inputs whose signed logarithm is taken."""

    names: tuple[str, ...]
    logs: frozenset[str]
    clip: float
    least_known: float
    least_rows: int
    choice: Choice


@dataclass(frozen=True)
class Fit:
    """The model, and what was tried on the way to its number of groups."""

    model: ClusterModel
    tried: tuple[Tried, ...]
    rows: int


def fit_clusters(
    values: Mapping[str, Floats], recipe: Recipe, *, before: ClusterModel | None = None
) -> Fit | str:
    """Groups of these rows; or why there are none (`ALL_ALIKE`, `TOO_FEW`).

    With a model `before`, each new group that shares most customers with one of its groups keeps
    that label (one to one, the sum of shared customers greatest). Two fits of the same rows give
    the same model.
    """
    enough = known_share(values, recipe.names) >= recipe.least_known
    rows = {name: values[name][enough] for name in recipe.names}
    size = int(enough.sum())
    if size < recipe.least_rows:
        return TOO_FEW
    inputs = _informative(rows, recipe)
    points = scaled(rows, inputs, clip=recipe.clip) if inputs else np.zeros((size, 1))
    if len(np.unique(points[: recipe.choice.sample], axis=0)) <= recipe.choice.most:
        return ALL_ALIKE
    steps = tried(points, recipe.choice)
    chosen = next(one for one in steps if one.chosen)
    machine = kmeans(points, chosen.groups, recipe.choice.seed)
    centres = np.round(machine.cluster_centers_, 6)
    model = ClusterModel(
        inputs=inputs,
        clip=recipe.clip,
        least_known=recipe.least_known,
        centres=tuple(tuple(map(float, one)) for one in centres),
        labels=tuple(range(1, chosen.groups + 1)),
        plane=_plane(points[: recipe.choice.sample]),
        used=chosen.groups,
    )
    return Fit(_labelled(model, rows, before), tuple(steps), size)


def _informative(rows: Mapping[str, Floats], recipe: Recipe) -> tuple[Scaled, ...]:
    """The inputs that are not the same for everybody, with their scale."""
    found = (_scale(name, rows[name], log=name in recipe.logs) for name in recipe.names)
    return tuple(one for one in found if one is not None)


def _scale(name: str, values: Floats, *, log: bool) -> Scaled | None:
    """Middle and spread; where more than half of all values are alike, the deviation of all."""
    known = bent(values[~np.isnan(values)], log=log)
    if len(known) == 0:
        return None
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75))
    spread = max(float(high - low) / IQR_OF_NORMAL, float(known.std()) / 2)
    return Scaled(name, log, float(middle), spread) if spread > 1e-9 else None


def _plane(points: Floats) -> tuple[tuple[float, ...], ...]:
    """The two first principal directions; the greatest part of each is positive."""
    _, _, found = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    lines = found[:2] if len(found) > 1 else np.vstack([found, np.zeros_like(found)])
    signed = [line * (np.sign(line[np.argmax(np.abs(line))]) or 1.0) for line in lines]
    return tuple(tuple(map(float, np.round(line, 6))) for line in signed)


def _labelled(
    model: ClusterModel, rows: Mapping[str, Floats], before: ClusterModel | None
) -> ClusterModel:
    known = before is not None and all(one.name in rows for one in before.inputs)
    labels, used = _kept(model, rows, before) if before and known else _first(model)
    raw: dict[str, Any] = {**model.__dict__, "labels": labels, "used": used}
    return ClusterModel(**raw)


def _first(model: ClusterModel) -> tuple[tuple[int, ...], int]:
    """In the order of the first input, the greatest first: it reads best."""
    order = np.argsort([-centre[0] for centre in model.centres], kind="stable")
    labels = np.empty(len(order), dtype=np.int64)
    labels[order] = np.arange(1, len(order) + 1)
    return tuple(map(int, labels)), len(order)


def _kept(
    model: ClusterModel, rows: Mapping[str, Floats], before: ClusterModel
) -> tuple[tuple[int, ...], int]:
    from scipy.optimize import linear_sum_assignment

    now, then = model.assign(rows).labels, before.assign(rows).labels
    shared = _shared(now, then, model.labels, before.labels)
    pairs = zip(*linear_sum_assignment(-shared), strict=True)
    kept = {int(new): before.labels[old] for new, old in pairs if shared[new, old] > 0}
    used, labels = before.used, []
    for number in range(len(model.labels)):
        if number not in kept:
            used += 1
        labels.append(kept.get(number, used))
    return tuple(labels), used


def _shared(now: Numbers, then: Numbers, new: Sequence[int], old: Sequence[int]) -> Floats:
    """How many rows each new group shares with each old one."""
    both = (now != NONE) & (then != NONE)
    places = {label: place for place, label in enumerate(old)}
    found = np.zeros((len(new), len(old)))
    pairs, counts = np.unique(np.column_stack([now[both], then[both]]), axis=0, return_counts=True)
    for (one, other), count in zip(pairs, counts, strict=True):
        found[new.index(int(one)), places[int(other)]] = count
    return found
