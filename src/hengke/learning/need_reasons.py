"""Why a customer probably shows a need, as words and numbers: {"key": ..., "params": {...}}.

Only what raises the probability is told, the strongest first, of customers above the usual share. A
key comes with the figures that it speaks of; what a sentence would contradict stays unsaid.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from hengke.learning.evaluation import Flags
from hengke.learning.need_features import LONG, SHORT, Figures, View
from hengke.learning.need_outlook import NeedModel

MOST_REASONS = 3
LEAST_WEIGHT = 0.05  # log-odds; weaker influences are not worth a word
PPM = 1_000_000

Row = Mapping[str, float]
Word = tuple[str, dict[str, Any]] | None


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else round(value)


def _amount(key: str, figure: str) -> Callable[[Row], Word]:
    """Said only of an amount above nothing."""

    def word(row: Row) -> Word:
        minor = _whole(row[figure])
        return (key, {"minor": minor}) if minor is not None and minor > 0 else None

    return word


def _moved(more: str, less: str, now: str, before: str) -> Callable[[Row], Word]:
    def word(row: Row) -> Word:
        change = row[now] - row[before]
        if np.isnan(change) or round(change) == 0:
            return None
        return (more if change > 0 else less), {"minor": _whole(abs(change))}

    return word


def _count(key: str, figure: str) -> Callable[[Row], Word]:
    return lambda row: (key, {"n": _whole(row[figure])})


WORDS: dict[str, Callable[[Row], Word]] = {
    "assets": _amount("assets", "assets_minor"),
    "growth": _moved("assets_grew", "assets_fell", "assets_minor", "assets_before"),
    "idle": _amount("idle", "demand_minor"),
    "idle_growth": _moved("idle_grew", "idle_fell", "demand_minor", "demand_before"),
    "items": _count("items", "items"),
    "bookings": _count("bookings", "frequency"),
    "turnover": _amount("turnover", "monetary_minor"),
    "recency": _count("recency", "recency_days"),
    "maturing": _amount("maturing", "maturing_minor"),
    "tenure": _count("tenure", "tenure_days"),
    "institution": lambda row: ("institution" if row["institution"] > 0 else "person", {}),
}
KEYS = (
    "asked", "asked_lately", "assets", "assets_fell", "assets_grew", "bookings", "holds",
    "holds_none", "idle", "idle_fell", "idle_grew", "industry_fell", "industry_rose",
    "institution", "items", "lately", "market_fell", "market_rose", "market_stands", "matures",
    "maturing", "not_lately", "person", "recency", "rule", "segment", "tenure", "turnover",
)  # fmt: skip
"""Every word that may occur; whoever shows reasons must know them all (a test compares)."""


def reasons(model: NeedModel, view: View, figures: Figures, told: Flags) -> list[str | None]:
    """The reasons of the rows that are `told` as JSON text; None of the others."""
    places = np.flatnonzero(told)
    texts: list[str | None] = [None] * len(told)
    if not len(places):
        return texts
    few = {name: values[places] for name, values in figures.items()}
    if model.plain is not None:
        for place in places:
            texts[place] = json.dumps([{"key": model.plain.way, "params": {}}])
        return texts
    weights = model.contributions(few, view)
    for row, place in enumerate(places):
        figures_of = {name: float(values[row]) for name, values in few.items()}
        texts[place] = json.dumps(_of_one(model.features, weights[row], figures_of, view))
    return texts


def _of_one(
    features: tuple[str, ...], weights: np.ndarray, row: Row, view: View
) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for at in np.argsort(-weights, kind="stable"):
        if weights[at] < LEAST_WEIGHT or len(found) == MOST_REASONS:
            break
        word = _word(features[at], row, view)
        if word is None or None in word[1].values():
            continue
        said = {"key": word[0], "params": word[1]}
        if said not in found:
            found.append(said)
    return found


def _word(feature: str, row: Row, view: View) -> Word:
    if feature in WORDS:
        return WORDS[feature](row)
    if feature == "held":
        minor = _whole(row[f"held_{view.at}"])
        return ("holds", {"minor": minor}) if minor else ("holds_none", {})
    if feature == "lately":
        return ("lately" if row[f"lately_{view.at}"] > 0 else "not_lately"), {}
    if feature in ("asked", "asked_lately"):
        span = LONG if feature == "asked" else SHORT
        times = sum(row[f"enquiries_{one}_{span}"] for one in view.sign.enquiries)
        return (feature, {"n": _whole(times)}) if times > 0 else None
    if feature == "industry":
        return _market("industry", row["industry_level"], row["industry_before"], {})
    return _of_series(feature, row)


def _of_series(feature: str, row: Row) -> Word:
    code, _, part = feature.rpartition("_")
    level = row[f"{code}_level"]
    if part == "level":
        return "market_stands", {"series": code, "level_e8": _whole(level)}
    return _market("market", level, row[f"{code}_before"], {"series": code})


def _market(key: str, now: float, before: float, params: dict[str, Any]) -> Word:
    change = (now - before) / before if before else np.nan
    if np.isnan(change) or change == 0:
        return None
    word = f"{key}_rose" if change > 0 else f"{key}_fell"
    return word, {**params, "change_ppm": _whole(abs(change) * PPM)}
