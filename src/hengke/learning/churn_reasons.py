"""Why a customer probably leaves or stays, as words and numbers: {"key": ..., "params": {...}}.

The contributions of the features are summed by reason; a customer above the share that left is told
what raises the probability, one below it what lowers it. A key comes with the figures it speaks of,
so that every number of a sentence can be traced. What a sentence would contradict stays unsaid.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hengke.learning import reason_words
from hengke.learning.churn import ChurnModel
from hengke.learning.evaluation import Floats
from hengke.learning.reason_words import Inputs, Speaker, Speech, Word
from hengke.learning.reason_words import whole as _whole

STEADY = 0.02  # a change of less than this share of the average is called none


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


def _size(row: Inputs, raises: bool) -> Word:
    return "size", {"average_minor": _whole(row["average_minor"])}


WORDS: dict[str, Speaker] = {
    "fall": _fall, "size": _size, "course": _course, "swing": _swing, "activity": _activity,
    "pace": _pace, "outflow": _outflow, "logins": _logins, "items": reason_words.items,
    "demand": reason_words.demand, "maturing": reason_words.maturing,
    "tenure": reason_words.tenure,
}  # fmt: skip
SPEECH = Speech(WORDS)
KEYS = (
    "at_average", "below_average", "bookings", "busier", "calm", "fell", "few_products",
    "little_demand", "logins", "logins_fell", "long_relation", "maturing", "mostly_demand",
    "new_relation", "no_outflow", "outflow", "quieter", "recent_inflow", "rose",
    "several_products", "size", "steady", "swings",
)  # fmt: skip
"""Every word that may occur; whoever shows reasons must know them all (a test compares)."""


def reasons(model: ChurnModel, inputs: Mapping[str, Floats], probability: Floats) -> list[str]:
    """The reasons of each row as JSON text."""
    return SPEECH.reasons(model, inputs, probability)
