"""Groups of customers that are alike: a fitted k-means as numbers, and what it says of rows.

Inputs are scaled robustly (middle and half width of the middle half of all values), amounts after a
signed logarithm, and cut off at `clip`, so that one very rich customer makes no group of his own.
An unknown input counts as the middle; who has too few known inputs is in no group.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from hengke.learning.evaluation import Floats, Numbers

DIGITS = 6  # of scaled inputs: engines may differ beyond, and nobody means them
NONE = 0  # the label of who is in no group


@dataclass(frozen=True)
class Scaled:
    """One input: its name, whether a signed logarithm comes first, and what 0 and 1 stand for."""

    name: str
    log: bool
    middle: float
    spread: float


@dataclass(frozen=True)
class Assigned:
    """One entry per row. `fit`: how much nearer the own centre is than the next, 0 to 1; `x` and
    `y`: the place on the map of `ClusterModel.plane`."""

    labels: Numbers
    nexts: Numbers
    fit: Floats
    x: Floats
    y: Floats


@dataclass(frozen=True)
class ClusterModel:
    """Centres in scaled inputs, each with the label that stays with it from fit to fit.

    `plane`: two directions in which the rows differ most; `used`: the highest label ever given, so
    that a label that has gone does not come back for others.
    """

    inputs: tuple[Scaled, ...]
    clip: float
    least_known: float
    centres: tuple[tuple[float, ...], ...]
    labels: tuple[int, ...]
    plane: tuple[tuple[float, ...], ...]
    used: int

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> ClusterModel:
        raw = json.loads(text)
        return cls(
            inputs=tuple(Scaled(**one) for one in raw["inputs"]),
            clip=raw["clip"],
            least_known=raw["least_known"],
            centres=tuple(tuple(one) for one in raw["centres"]),
            labels=tuple(raw["labels"]),
            plane=tuple(tuple(one) for one in raw["plane"]),
            used=raw["used"],
        )

    def assign(self, values: Mapping[str, Floats]) -> Assigned:
        """The group of every row; unknown inputs are NaN."""
        points = scaled(values, self.inputs, clip=self.clip)
        enough = known_share(values, [one.name for one in self.inputs]) >= self.least_known
        distances = np.sqrt(_squares(points, np.asarray(self.centres)))
        order = np.argsort(distances, axis=1, kind="stable")
        labels = np.asarray(self.labels, dtype=np.int64)
        near = np.take_along_axis(distances, order[:, :2], axis=1)
        own, other = near[:, 0], near[:, 1]
        fit = np.zeros(len(own))
        np.divide(other - own, other, out=fit, where=other > 0)
        at = points @ np.asarray(self.plane).T
        return Assigned(
            labels=np.where(enough, labels[order[:, 0]], NONE),
            nexts=np.where(enough, labels[order[:, 1]], NONE),
            fit=np.round(fit, DIGITS),
            x=np.round(at[:, 0], DIGITS),
            y=np.round(at[:, 1], DIGITS),
        )


def scaled(values: Mapping[str, Floats], inputs: Sequence[Scaled], *, clip: float) -> Floats:
    """One column per input, in units of its spread; unknown is 0, the middle."""
    columns = []
    for one in inputs:
        column = (bent(values[one.name], log=one.log) - one.middle) / one.spread
        columns.append(np.clip(np.nan_to_num(column, nan=0.0), -clip, clip))
    return np.asarray(np.round(np.column_stack(columns), DIGITS), dtype=np.float64)


def bent(values: Floats, *, log: bool) -> Floats:
    """The values, or their signed logarithm: sign(x) * ln(1 + |x|)."""
    return np.sign(values) * np.log1p(np.abs(values)) if log else values


def known_share(values: Mapping[str, Floats], names: Sequence[str]) -> Floats:
    """Of each row, the part of the inputs that is known."""
    known = sum((~np.isnan(values[name])).astype(np.float64) for name in names)
    return np.asarray(known, dtype=np.float64) / len(names)


def _squares(points: Floats, centres: Floats) -> Floats:
    """Squared distances, one column per centre; one centre at a time, to spare memory."""
    found = np.empty((len(points), len(centres)))
    for number, centre in enumerate(centres):
        found[:, number] = np.einsum("ij,ij->i", points - centre, points - centre)
    return found
