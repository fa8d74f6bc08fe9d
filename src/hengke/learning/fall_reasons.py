"""Why a probability is high or low, as words and numbers: {"key": ..., "params": {...}}.

The contributions of the features are summed by reason; a customer above the book's share of
falls is told what raises the risk, one below it what lowers it. A key comes with the figures
it speaks of, in minor units, so that every number of a sentence can be traced.
"""

from __future__ import annotations

from collections.abc import Mapping

from hengke.learning import reason_words
from hengke.learning.evaluation import Floats
from hengke.learning.fall import FallModel
from hengke.learning.reason_words import Inputs, Speaker, Speech, Word
from hengke.learning.reason_words import whole as _whole

STEADY = 0.01  # a change of less than this share of the assets is called none


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


def _round(row: Inputs, raises: bool) -> Word:
    return ("loose_money" if raises else "round_deposits"), {}


WORDS: dict[str, Speaker] = {
    "distance": _distance, "needed": _needed, "change": _change, "before": _before,
    "items": reason_words.items, "demand": reason_words.demand,
    "maturing": reason_words.maturing, "outflow": _outflow, "logins": _logins, "fails": _fails,
    "tenure": reason_words.tenure, "round": _round,
}  # fmt: skip
SPEECH = Speech(WORDS, partly=True, otherwise=_distance)
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
    """The reasons of each row as JSON text."""
    return SPEECH.reasons(model, inputs, probability)
