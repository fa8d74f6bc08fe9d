"""The model of the next product as whole numbers that an engine reads for a whole book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hengke.engine.recommendation.propensities import PPM, Reading
from hengke.learning.evaluation import Floats
from hengke.learning.next_product import NextProduct
from hengke.policies.recommendation import Model

LEAST_TOLD = 1_000  # a thousandth


def readings(
    model: NextProduct | None, codes: Sequence[str], counts: Floats, families: Mapping[str, str],
    family_share: Mapping[str, float], *, customers: int, rules: Model,
) -> dict[str, Reading]:  # fmt: skip
    """A reading per product of `codes`. `counts`: customers who hold each, in the order of the
    codes; `family_share`: of the customers who hold anything of a family.

    The weights of a product are stretched so that what they say is right on average: the mean over
    all customers is the share that holds it. A product that few hold, or any where there is no
    model, is read as its share of the customers, leaning on an even part of its family's.
    """
    share = counts / customers
    weights = None if model is None else np.array(model.weights)
    said = None if weights is None else share @ weights * customers
    people = np.full(len(codes), float(customers))
    asked = Asked(tuple(codes), families, family_share, rules)
    return stretched(weights, said, counts, people, asked)


@dataclass(frozen=True)
class Asked:
    """Of which products, and what stands in where a model says nothing. `taken`: propensities are
    those of taking."""

    codes: tuple[str, ...]
    families: Mapping[str, str]
    family_share: Mapping[str, float]
    rules: Model
    taken: bool = False


def stretched(
    weights: Floats | None, said: Floats | None, counts: Floats, people: Floats, asked: Asked
) -> dict[str, Reading]:
    """By product: `counts` of so many `people` did what is told of, the weights say `said` of them
    in sum, a column of `weights` each."""
    found, rules = {}, asked.rules
    of_family = Counter(asked.families[code] for code in asked.codes)
    for at, code in enumerate(asked.codes):
        family = asked.families[code]
        if weights is None or said is None or counts[at] < rules.least_holders or said[at] <= 0:
            usual = asked.family_share.get(family, 0.0) / of_family[family]
            leaning = rules.least_holders
            even = (counts[at] + leaning * usual) / (people[at] + leaning)
            found[code] = Reading((), 0, same=_ppm(even), taken=asked.taken)
            continue
        stretch = counts[at] / said[at]
        column = np.round(weights[:, at] * stretch * PPM).astype(int).tolist()
        least = _ppm(counts[at] / people[at]) * rules.least_part_ppm // PPM
        found[code] = Reading(tuple(enumerate(column)), least, taken=asked.taken)
    return found


def telling(reading: Reading, share: Floats) -> dict[int, int]:
    """By place, what holding a product says beyond what it says of everybody: a product that nearly
    all hold explains nothing. Above `LEAST_TOLD` only."""
    told = {at: round(weight * (1 - float(share[at]))) for at, weight in reading.weights}
    return {at: weight for at, weight in told.items() if weight >= LEAST_TOLD}


def _ppm(part: float) -> int:
    return round(float(part) * PPM)
