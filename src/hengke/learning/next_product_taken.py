"""Which products a customer takes within a time, from the products held and the groups the customer
is of at its start: ridge regression of all products at once, in closed form from counts.

Every column is a flag, so that all sums of the regression are numbers of customers who have two of
them. Who holds a product already is told apart by its own flag, whose weight is then left out: no
product speaks for itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from hengke.engine.recommendation.propensities import PPM, Reading
from hengke.learning.evaluation import Floats, Numbers
from hengke.learning.next_product_reading import Asked, stretched
from hengke.policies.recommendation import Model
from hengke.policies.recommendation.groups import Group

RIDGE = 0.002  # of the rows: a band of one in five hundred is read half
CHANCE = 0.025  # one-sided
TOLD_PART = 0.2  # of the usual propensity: what a reason adds at least

Columns = Mapping[str, Any]
"""By name; `on` is the first day of the window that a row is of."""


@dataclass(frozen=True)
class Places:
    """Where each flag stands: products first, then the bands of each group."""

    products: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def size(self) -> int:
        return len(self.products) + sum(one.size for one in self.groups)

    def of_products(self, codes: Sequence[str]) -> Numbers:
        place = {code: at for at, code in enumerate(self.products)}
        names, found = np.unique(np.asarray(codes, dtype=str), return_inverse=True)
        return np.array([place[str(name)] for name in names], dtype=np.int64)[found]

    def of_cells(self, cells: Numbers) -> Numbers:
        """A column per group: the place of the band that each cell is of."""
        found = np.zeros((len(cells), len(self.groups)), dtype=np.int64)
        rest, last = np.asarray(cells, dtype=np.int64), self.size
        for at in reversed(range(len(self.groups))):
            size = self.groups[at].size
            last -= size
            found[:, at] = last + rest % size
            rest = rest // size
        return found


@dataclass(frozen=True)
class Counted:
    """Columns as they were counted, `engine.recommendation.past`."""

    crowds: Columns
    holders: Columns
    takers: Columns
    held_by_holders: Columns
    held_by_takers: Columns


@dataclass(frozen=True)
class Sums:
    """Of some windows: rows (a customer in a window), how many have each two flags, how many with a
    flag took a product, and how many took it."""

    rows: int
    together: Floats
    taken: Floats
    takers: Floats

    @property
    def open_to(self) -> Floats:
        """By product, rows that did not hold it."""
        products = len(self.takers)
        return self.rows - np.diag(self.together)[:products]


def sums(counted: Counted, places: Places, windows: Collection[date]) -> Sums:
    """All windows named, added up."""
    products = len(places.products)
    together = np.zeros((places.size, places.size))
    taken = np.zeros((places.size, products))
    crowd = _columns(counted.crowds, windows)
    bands = places.of_cells(crowd["cell"])
    for one in range(bands.shape[1]):
        for other in range(bands.shape[1]):
            np.add.at(together, (bands[:, one], bands[:, other]), crowd["customers"])
    held = _columns(counted.holders, windows)
    at, bands = places.of_products(held["product_id"]), places.of_cells(held["cell"])
    for one in range(bands.shape[1]):
        np.add.at(together, (at, bands[:, one]), held["customers"])
        np.add.at(together, (bands[:, one], at), held["customers"])
    both = _columns(counted.held_by_holders, windows)
    pair = places.of_products(both["other_id"]), places.of_products(both["product_id"])
    np.add.at(together, pair, both["customers"])
    took = _columns(counted.takers, windows)
    at, bands = places.of_products(took["product_id"]), places.of_cells(took["cell"])
    for one in range(bands.shape[1]):
        np.add.at(taken, (bands[:, one], at), took["customers"])
    also = _columns(counted.held_by_takers, windows)
    pair = places.of_products(also["other_id"]), places.of_products(also["product_id"])
    np.add.at(taken, pair, also["customers"])
    takers = np.zeros(products)
    np.add.at(takers, at, took["customers"])
    return Sums(int(crowd["customers"].sum()), together, taken, takers)


def _columns(columns: Columns, windows: Collection[date]) -> dict[str, Any]:
    wanted = np.array(sorted(windows), dtype="datetime64[D]")
    chosen = np.isin(np.asarray(columns["on"], dtype="datetime64[D]"), wanted)
    return {name: np.asarray(column)[chosen] for name, column in columns.items()}


def fit(found: Sums) -> Floats:
    """Weights, a row per place and a column per product; own flags are in."""
    ridge = RIDGE * found.rows * np.eye(len(found.together))
    return np.asarray(np.linalg.solve(found.together + ridge, found.taken), dtype=np.float64)


def taking(
    found: Sums, places: Places, families: Mapping[str, str], rules: Model
) -> dict[str, Reading]:
    """A reading per product, right on average over those who did not hold it."""
    weights, products = fit(found), len(places.products)
    own = np.arange(products)
    weights[own, own] = 0.0
    absent = np.diag(found.together)[:, None] - found.together[:, :products]
    said = (weights * absent).sum(axis=0)
    of_family: dict[str, float] = {}
    for at, code in enumerate(places.products):
        of_family[families[code]] = of_family.get(families[code], 0.0) + found.takers[at]
    share = {name: min(1.0, takers / max(found.rows, 1)) for name, takers in of_family.items()}
    asked = Asked(places.products, families, share, rules, taken=True)
    return stretched(weights, said, found.takers, found.open_to, asked)


def scores(readings: Mapping[str, Reading], codes: Sequence[str], flags: Floats) -> Floats:
    """What an engine makes of the readings (`propensities.propensity`), a column per product."""
    found = np.zeros((len(flags), len(codes)))
    for at, code in enumerate(codes):
        reading = readings[code]
        if reading.same is not None:
            found[:, at] = reading.same
            continue
        weights = np.zeros(flags.shape[1])
        for place, weight in reading.weights:
            weights[place] = weight
        found[:, at] = np.clip(flags @ weights, reading.least, PPM)
    return found


def telling(reading: Reading, found: Sums, places: Places) -> dict[int, int]:
    """By place, what a flag says beyond what its kind says on average: of a product, held or not;
    of a band, all bands. Only what is a good part of the usual."""
    told = dict(reading.weights)
    have = np.diag(found.together) / max(found.rows, 1)
    usual = sum(weight * have[at] for at, weight in reading.weights)
    least = max(1.0, TOLD_PART * usual)
    beyond = {
        at: round(told.get(at, 0) * (1 - float(have[at]))) for at in range(len(places.products))
    }
    first = len(places.products)
    for one in places.groups:
        bands = range(first, first + one.size)
        mean = sum(told.get(at, 0) * float(have[at]) for at in bands)
        beyond |= {at: round(told.get(at, 0) - mean) for at in bands[:-1]}
        first += one.size
    return {at: weight for at, weight in beyond.items() if weight >= least}


def surely_better(hits: Floats, others: Floats, customers: Numbers) -> bool:
    """Does one way name more of what was taken than the other, beyond chance? The sign test over
    customers: those for whom it named more against those for whom it named less."""
    from scipy.special import bdtrc

    gain = np.bincount(customers, weights=hits - others)
    more, less = int((gain > 0).sum()), int((gain < 0).sum())
    if hits.mean() <= others.mean() or more <= less:
        return False
    return float(bdtrc(more - 1, more + less, 0.5)) < CHANCE
