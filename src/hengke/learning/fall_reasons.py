"""Why a probability is high or low, as words and numbers: {"key": ..., "params": {...}}.

The contributions of the features are summed by reason; a customer above the book's share of
falls is told what raises the risk, one below it what lowers it. A key comes with the figures
it speaks of, in minor units, so that every number of a sentence can be traced.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from hengke.learning.evaluation import Floats
from hengke.learning.fall import FallModel
from hengke.learning.fall_features import BY_NAME

MOST_REASONS = 3
LEAST_WEIGHT = 0.05  # log-odds; weaker influences are not worth a word
STEADY = 0.01  # a change of less than this share of the assets is called none

Inputs = Mapping[str, float]
Word = tuple[str, dict[str, Any]] | None


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else round(value)


def _distance(row: Inputs, raises: bool) -> Word:
    above = _whole(row["value_minor"] - row["keep_floor_minor"])
    if above is None:
        return None
    floor = _whole(row["keep_floor_minor"])
    if above < 0:
        return "below_floor", {"short_minor": -above, "floor_minor": floor}
    if above == 0:
        return "at_floor", {"floor_minor": floor}
    word = "near_floor" if raises else "far_above_floor"
    return word, {"above_minor": above, "floor_minor": floor}


def _needed(row: Inputs, raises: bool) -> Word:
    params = {
        "needed_minor": _whole(row["needed_for_rest_minor"]),
        "assets_minor": _whole(row["assets_minor"]),
    }
    return ("needs_inflow" if raises else "holds_enough"), params


def _change(row: Inputs, raises: bool) -> Word:
    change = _whole(row["assets_minor"] - row["assets_before_minor"])
    if change is None:
        return ("history_short", {}) if raises else None
    params = {"change_minor": abs(change)}
    if abs(change) < STEADY * row["assets_minor"]:
        return None if raises else ("assets_steady", params)
    if change > 0:
        return ("recent_inflow" if raises else "assets_rose"), params
    return "assets_fell", params


def _before(row: Inputs, raises: bool) -> Word:
    before = _whole(row["assets_before_minor"])
    if before is None:
        return ("history_short", {}) if raises else None
    below = before < row["keep_floor_minor"]
    if raises and not below:
        return None
    return ("was_below_floor" if below else "was_above_floor"), {"before_minor": before}


def _items(row: Inputs, raises: bool) -> Word:
    return ("few_products" if raises else "several_products"), {"items": _whole(row["items"])}


def _demand(row: Inputs, raises: bool) -> Word:
    return ("mostly_demand" if raises else "little_demand"), {
        "demand_minor": _whole(row["demand_minor"])
    }


def _maturing(row: Inputs, raises: bool) -> Word:
    amount = _whole(row["maturing_minor"])
    return ("maturing", {"maturing_minor": amount}) if raises and amount else None


def _outflow(row: Inputs, raises: bool) -> Word:
    amount = _whole(row["outflow_minor"])
    if raises:
        return ("outflow", {"outflow_minor": amount}) if amount else None
    return None if amount else ("no_outflow", {})


def _logins(row: Inputs, raises: bool) -> Word:
    return ("logins_fell" if raises else "logins_steady"), {"logins": _whole(row["logins"])}


def _fails(row: Inputs, raises: bool) -> Word:
    fails = _whole(row["fails_used"])
    return ("already_failing", {"fails_used": fails}) if raises and fails else None


def _tenure(row: Inputs, raises: bool) -> Word:
    return ("new_relation" if raises else "long_relation"), {"days": _whole(row["tenure_days"])}


def _round(row: Inputs, raises: bool) -> Word:
    return ("loose_money" if raises else "round_deposits"), {}


WORDS: dict[str, Callable[[Inputs, bool], Word]] = {
    "distance": _distance, "needed": _needed, "change": _change, "before": _before,
    "items": _items, "demand": _demand, "maturing": _maturing, "outflow": _outflow,
    "logins": _logins, "fails": _fails, "tenure": _tenure, "round": _round,
}  # fmt: skip
KEYS = (
    "already_failing", "assets_fell", "assets_rose", "assets_steady", "at_floor", "below_floor",
    "far_above_floor", "few_products", "history_short", "holds_enough", "little_demand",
    "logins_fell", "logins_steady", "long_relation", "loose_money", "maturing", "mostly_demand",
    "near_floor", "needs_inflow", "new_relation", "no_outflow", "outflow", "recent_inflow",
    "round_deposits", "several_products", "was_above_floor", "was_below_floor",
)  # fmt: skip
"""Every word that may occur; whoever shows reasons must know them all (a test compares).

`before_minor` and `change_minor` speak of the assets one assessment period before those of today,
not of the value that was assessed then.
"""


def reasons(model: FallModel, inputs: Mapping[str, Floats], probability: Floats) -> list[str]:
    """The reasons of each row as JSON text. They take the time: a score is far
    quicker."""
    groups, weights = _by_group(model, inputs)
    usual = _usual(model)
    return [
        json.dumps(
            _of_one(
                {name: float(values[row]) for name, values in inputs.items()},
                dict(zip(groups, weights[row], strict=True)),
                raises=bool(probability[row] >= usual),
            ),
            ensure_ascii=False,
        )
        for row in range(len(probability))
    ]


def _usual(model: FallModel) -> float:
    card = model.card or {}
    return card["falls"] / card["rows"] if card.get("rows") else 0.0


def _by_group(model: FallModel, inputs: Mapping[str, Floats]) -> tuple[list[str], Floats]:
    contributions = model.contributions(inputs)
    group_of = [BY_NAME[name].group for name in model.features]
    groups = [group for group in WORDS if group in group_of]
    sums = [
        contributions[:, [index for index, one in enumerate(group_of) if one == group]].sum(axis=1)
        for group in groups
    ]
    return groups, np.column_stack(sums) if sums else np.zeros((len(contributions), 0))


def _of_one(row: Inputs, weight: Mapping[str, float], *, raises: bool) -> list[dict[str, Any]]:
    """At most three words, the strongest first; no word twice. Without any, the distance."""
    sign = 1 if raises else -1
    found: dict[str, dict[str, Any]] = {}
    for group in sorted(weight, key=lambda one: -sign * weight[one]):
        if sign * weight[group] < LEAST_WEIGHT or len(found) == MOST_REASONS:
            break
        word = WORDS[group](row, raises)
        if word is not None:
            found.setdefault(word[0], word[1])
    if not found and (word := _distance(row, raises)):
        found[word[0]] = word[1]
    return [{"key": key, "params": params} for key, params in found.items()]
