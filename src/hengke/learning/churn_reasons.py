"""Why a customer probably leaves or stays, as words and numbers: {"key": ..., "params": {...}}.

The contributions of the features are summed by reason; a customer above the share that left is told
what raises the probability, one below it what lowers it. A key comes with the figures it speaks of,
so that every number of a sentence can be traced. What a sentence would contradict stays unsaid.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from hengke.learning.churn import ChurnModel
from hengke.learning.churn_features import BY_NAME
from hengke.learning.evaluation import Floats

MOST_REASONS = 3
LEAST_WEIGHT = 0.05  # log-odds; weaker influences are not worth a word
STEADY = 0.02  # a change of less than this share of the average is called none

Inputs = Mapping[str, float]
Word = tuple[str, dict[str, Any]] | None


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else round(value)


def _fall(row: Inputs, raises: bool) -> Word:
    below = row["average_minor"] - row["assets_minor"]
    fallen = bool(below > STEADY * row["average_minor"])
    if raises:
        return ("below_average", {"below_minor": _whole(below)}) if fallen else None
    return None if fallen else ("at_average", {"assets_minor": _whole(row["assets_minor"])})


def _course(row: Inputs, raises: bool) -> Word:
    change = row["average_minor"] - row["before_3"]
    if np.isnan(change):
        return None
    params = {"change_minor": _whole(abs(change))}
    if abs(change) < STEADY * row["average_minor"]:
        return None if raises else ("steady", params)
    if change > 0:
        return ("recent_inflow" if raises else "rose"), params
    return ("fell", params) if raises else None


def _swing(row: Inputs, raises: bool) -> Word:
    params = {"lowest_minor": _whole(row["lowest_minor"]), "peak_minor": _whole(row["peak_minor"])}
    return ("swings" if raises else "calm"), params


def _activity(row: Inputs, raises: bool) -> Word:
    return "bookings", {"bookings": _whole(row["frequency"])}


def _pace(row: Inputs, raises: bool) -> Word:
    usual = row["earlier_bookings"] / max(row["earlier_days"], 1) * 90
    if np.isnan(usual):
        return None
    params = {"bookings": _whole(row["recent_bookings"]), "usual": _whole(usual)}
    return ("busier" if row["recent_bookings"] > usual else "quieter"), params


def _outflow(row: Inputs, raises: bool) -> Word:
    amount = _whole(row["outflow_minor"])
    if raises:
        return ("outflow", {"outflow_minor": amount}) if amount else None
    return None if amount or amount is None else ("no_outflow", {})


def _logins(row: Inputs, raises: bool) -> Word:
    fewer = bool(row["logins"] < row["logins_before"] / 2)
    return ("logins_fell" if fewer else "logins"), {"logins": _whole(row["logins"])}


def _items(row: Inputs, raises: bool) -> Word:
    return ("few_products" if raises else "several_products"), {"items": _whole(row["items"])}


def _demand(row: Inputs, raises: bool) -> Word:
    return ("mostly_demand" if raises else "little_demand"), {
        "demand_minor": _whole(row["demand_minor"])
    }


def _maturing(row: Inputs, raises: bool) -> Word:
    amount = _whole(row["maturing_minor"])
    return ("maturing", {"maturing_minor": amount}) if raises and amount else None


def _tenure(row: Inputs, raises: bool) -> Word:
    return ("new_relation" if raises else "long_relation"), {"days": _whole(row["tenure_days"])}


def _size(row: Inputs, raises: bool) -> Word:
    return "size", {"average_minor": _whole(row["average_minor"])}


WORDS: dict[str, Callable[[Inputs, bool], Word]] = {
    "fall": _fall, "course": _course, "swing": _swing, "activity": _activity, "pace": _pace,
    "outflow": _outflow, "logins": _logins, "items": _items, "demand": _demand,
    "maturing": _maturing, "tenure": _tenure, "size": _size,
}  # fmt: skip
KEYS = (
    "at_average", "below_average", "bookings", "busier", "calm", "fell", "few_products",
    "little_demand", "logins", "logins_fell", "long_relation", "maturing", "mostly_demand",
    "new_relation", "no_outflow", "outflow", "quieter", "recent_inflow", "rose",
    "several_products", "size", "steady", "swings",
)  # fmt: skip
"""Every word that may occur; whoever shows reasons must know them all (a test compares)."""


def reasons(model: ChurnModel, inputs: Mapping[str, Floats], probability: Floats) -> list[str]:
    """The reasons of each row as JSON text. They take the time: a score is far quicker."""
    group_of = [BY_NAME[name].group for name in model.features]
    groups = list(dict.fromkeys(group_of))
    weights = model.contributions(inputs)
    sums = [
        weights[:, [at for at, one in enumerate(group_of) if one == group]].sum(axis=1)
        for group in groups
    ]
    return [
        json.dumps(
            _of_one(
                {name: float(values[row]) for name, values in inputs.items()},
                {group: float(found[row]) for group, found in zip(groups, sums, strict=True)},
                raises=bool(probability[row] >= model.usual),
            )
        )
        for row in range(len(probability))
    ]


def _of_one(row: Inputs, weight: Mapping[str, float], *, raises: bool) -> list[dict[str, Any]]:
    """At most three words, the strongest first. A word with an unknown figure is left out."""
    sign = 1 if raises else -1
    found: list[dict[str, Any]] = []
    for group in sorted(weight, key=lambda one: -sign * weight[one]):
        if sign * weight[group] < LEAST_WEIGHT or len(found) == MOST_REASONS:
            break
        word = WORDS[group](row, raises)
        if word is not None and None not in word[1].values():
            found.append({"key": word[0], "params": word[1]})
    return found
