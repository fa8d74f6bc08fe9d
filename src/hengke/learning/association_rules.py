"""Rules "who holds these, holds that as well", and which of them are of any use.

A rule is useful when it says more than chance, and more than any shorter rule within it, which is
called productive (Webb 2007, Discovering significant patterns, Machine Learning 68). For
{a, b} -> c that is tested against c at large, against {a} -> c and against {b} -> c, each by
Fisher's exact test (chi-square where every expected count is 5 or more); the worst of the three is
the rule's chance. Over all rules the false discovery rate is held (Benjamini & Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from hengke.learning.associations import Places, ProductSets
from hengke.learning.evaluation import Floats

ENOUGH = 5.0  # smallest expected count for chi-square
Table = tuple[int, int, int, int]
"""All baskets, those with the condition, those with the product, those with both."""


@dataclass(frozen=True)
class Rule:
    """`condition` -> `product`. Shares of all baskets: `support`, `leverage` (support less what
    chance gives). `conviction` is None where the rule never fails. `chance` is that of so strong a
    rule by luck, `discovery` the same over all rules tested; `gain` is the confidence above that of
    the best shorter rule."""

    condition: tuple[str, ...]
    product: str
    count: int
    support: float
    confidence: float
    lift: float
    leverage: float
    conviction: float | None
    gain: float
    chance: float
    discovery: float


def all_rules(sets: ProductSets, *, confidence: float = 0.0) -> list[Rule]:
    """Every rule of one or two products to one that the sets allow, strongest lift first. Tests and
    their control cover all of them; `confidence` only leaves out weaker ones afterwards."""
    found = [
        (condition, product, _tables(sets, condition, product))
        for places in sets.counts
        for condition, product in _splits(places)
    ]
    chances = np.zeros(len(found))
    depth = max((len(tables) for _, _, tables in found), default=0)
    for level in range(depth):
        there = [place for place, one in enumerate(found) if len(one[2]) > level]
        tables = np.array([found[place][2][level] for place in there], dtype=np.float64)
        chances[there] = np.maximum(chances[there], chance_of(tables))
    discovered = false_discovery(chances)
    rules = (
        _rule(sets, *one, float(chance), float(discovery))
        for one, chance, discovery in zip(found, chances, discovered, strict=True)
    )
    kept = [rule for rule in rules if rule.confidence >= confidence]
    return sorted(kept, key=lambda rule: (-rule.lift, rule.condition, rule.product))


def useful(
    rules: list[Rule], *, lift: float, discovery: float = 0.05, gain: float = 0.0
) -> list[Rule]:
    """Rules whose lift is at least this, that are not by chance, and that say more than a shorter
    one by more than `gain`."""
    return [
        rule
        for rule in rules
        if rule.lift >= lift and rule.discovery <= discovery and rule.gain > gain
    ]


def _splits(places: Places) -> Iterator[tuple[Places, int]]:
    for product in places if len(places) > 1 else ():
        yield tuple(one for one in places if one != product), product


def _tables(sets: ProductSets, condition: Places, product: int) -> list[Table]:
    """The rule against the product at large, and against each rule with one product less."""
    counts = sets.counts
    both = counts[tuple(sorted((*condition, product)))]
    found = [(sets.baskets, counts[condition], counts[(product,)], both)]
    for shorter in combinations(condition, len(condition) - 1):
        if shorter:
            inside = counts[tuple(sorted((*shorter, product)))]
            found.append((counts[shorter], counts[condition], inside, both))
    return found


def _rule(
    sets: ProductSets, condition: Places, product: int, tables: list[Table], chance: float,
    discovery: float,
) -> Rule:  # fmt: skip
    baskets, held, wanted, both = tables[0]
    confidence, share = both / held, wanted / baskets
    shorter = max(inside / of for of, _, inside, _ in tables)
    return Rule(
        condition=tuple(sets.products[one] for one in condition),
        product=sets.products[product],
        count=both,
        support=both / baskets,
        confidence=confidence,
        lift=confidence / share,
        leverage=both / baskets - held / baskets * share,
        conviction=None if both == held else (1 - share) / (1 - confidence),
        gain=confidence - shorter,
        chance=chance,
        discovery=discovery,
    )


def chance_of(tables: Floats) -> Floats:
    """One-sided chance of so many with both, or more, where neither tells of the other; one row per
    `Table`."""
    from scipy import stats

    whole, held, wanted, both = tables.T
    expected = held * wanted / whole
    others = (held - expected, wanted - expected, whole - held - wanted + expected)
    smallest = np.minimum.reduce([expected, *others])
    variance = held * wanted * (whole - held) * (whole - wanted) / whole**3
    spread = np.sqrt(np.maximum(variance, 1e-300))
    found = stats.norm.sf((both - expected) / spread)
    few = smallest < ENOUGH
    found[few] = stats.hypergeom.sf(both[few] - 1, whole[few], wanted[few], held[few])
    return np.asarray(found)


def false_discovery(chances: Floats) -> Floats:
    """Benjamini & Hochberg's adjusted chances: the share of false rules among all up to each."""
    tests = len(chances)
    order = np.argsort(chances)
    scaled = chances[order] * tests / np.arange(1, tests + 1)
    found = np.empty(tests)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return found
