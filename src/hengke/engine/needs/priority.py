"""The one list: KANO, benefit to cost and feasibility as one number, with weights that are seen.

P = sum of weight x part, each part 0 to 1. A part that is unknown leaves P unknown, unless its
weight is 0. Must-be needs that are not satisfied come first, whatever their P.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from hengke.engine.needs.unknown import Unknown

MUST_BE = "M"
Key = Hashable
Weights = Mapping[str, Fraction]
Parts = Mapping[str, Fraction | Unknown]


@dataclass(frozen=True)
class Item:
    """What is weighed: its parts by name, and whether it is a must-be need nobody satisfies yet."""

    key: Key
    parts: Parts
    first: bool = False


@dataclass(frozen=True)
class Ranked:
    """One place of the list. `score` is unknown with every reason that makes it so; of equals the
    rank is the same, and the next one counts on. What has no score has no rank either, unless it
    comes first whatever its score."""

    item: Item
    score: Fraction | None
    missing: Mapping[str, Unknown]
    rank: int | None


def ratio_part(ratio: Fraction | Unknown, *, full: Fraction) -> Fraction | Unknown:
    """Benefit to cost as 0 to 1: `full` and more count as 1. By a fixed scale, not by the best of
    the list, so that adding an idea changes the place of no other two."""
    return ratio if isinstance(ratio, Unknown) else min(ratio / full, Fraction(1))


def ranked(items: Sequence[Item], weights: Weights) -> list[Ranked]:
    """Must-be first, then by score, unknown scores last without a rank; the order given decides
    among equals."""
    scored = [(item, *_score(item, weights)) for item in items]
    ordered = sorted(scored, key=lambda one: _order(one[0], one[1]))
    found: list[Ranked] = []
    for place, (item, score, missing) in enumerate(ordered, 1):
        same = found and _order(found[-1].item, found[-1].score) == _order(item, score)
        rank = found[-1].rank if same else place
        found.append(
            Ranked(item, score, missing, rank if item.first or score is not None else None)
        )
    return found


def moved(weights: Weights, name: str, by: Fraction) -> dict[str, Fraction]:
    """The weights with one of them moved (within 0 to 1), the others in proportion; still 1."""
    changed = min(max(weights[name] + by, Fraction(0)), Fraction(1))
    others = 1 - weights[name]
    if not others:
        share = (1 - changed) / (len(weights) - 1)
        return {one: changed if one == name else share for one in weights}
    return {
        one: changed if one == name else weight * (1 - changed) / others
        for one, weight in weights.items()
    }


def sensitivity(
    items: Sequence[Item], weights: Weights, *, step: Fraction
) -> dict[Key, dict[tuple[str, int], int]]:
    """The rank of each item when each weight moves down (-1) and up (+1) by the step; nothing of
    one whose score is unknown."""
    known = {one.item.key for one in ranked(items, weights) if one.score is not None}
    found: dict[Key, dict[tuple[str, int], int]] = {item.key: {} for item in items}
    for name in weights:
        for direction in (-1, 1):
            for one in ranked(items, moved(weights, name, direction * step)):
                if one.item.key in known and one.rank is not None:
                    found[one.item.key][name, direction] = one.rank
    return found


def _score(item: Item, weights: Weights) -> tuple[Fraction | None, dict[str, Unknown]]:
    missing, score = {}, Fraction(0)
    for name, weight in weights.items():
        part = item.parts[name]
        if not weight:
            continue
        if isinstance(part, Unknown):
            missing[name] = part
        else:
            score += weight * part
    return (None if missing else score), missing


def _order(item: Item, score: Fraction | None) -> tuple[bool, bool, Fraction]:
    return not item.first, score is None, -(score or Fraction(0))
