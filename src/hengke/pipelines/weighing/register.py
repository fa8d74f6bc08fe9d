"""The model register at night: each model of the run with its test, and drift of its scores."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from typing import Any

import ibis
import pyarrow as pa

from hengke.engine.register.columns import MODEL_BINS, MODELS
from hengke.engine.stamp import STAMP
from hengke.learning.fall_choice import PLAIN
from hengke.learning.separation import stability_of_counts
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import register as policies

FALL = "fall"
Rows = list[dict[str, Any]]


def weigh(weighing: Weighing) -> None:
    """`models` and `model_bins`, from what the night tells of falls and the scores it wrote."""
    models: Rows = []
    bins: Rows = []
    for policy, told in weighing.night.falls.items():
        found = _bins(policy, told, _scores(weighing, policy))
        models.append(_model(weighing, policy, told, found))
        bins += found
    models += weighing.registered
    bins += weighing.bins
    weighing.write("models", weighing.night.catalog.given(_arrow(models, MODELS)))
    weighing.write("model_bins", weighing.night.catalog.given(_arrow(bins, MODEL_BINS)))


def _scores(weighing: Weighing, policy: str) -> list[float]:
    """Every probability that the run gave."""
    places = weighing.results["positions"]
    rows = places.filter(places.policy == policy, places.fall_probability.notnull())
    found = weighing.night.catalog.arrow(rows.select("fall_probability"))
    return [float(one) for one in found.column(0).to_pylist()]


def _test(told: Mapping[str, Any]) -> tuple[str | None, Mapping[str, Any]]:
    """The test in time where there is one; its calibration, or that of the folds. Where the periods
    before the last chose another way than all of them, that is named."""
    if told.get("out_of_time"):
        chosen, tested = _chosen(told.get("model") or {}), told["out_of_time"].get("chosen")
        other = f"_{tested}" if tested and chosen and tested != chosen else ""
        return f"out_of_time{other}", told["out_of_time"]
    if told.get("five_fold"):
        return "five_fold", {
            "calibration": told.get("calibration") or (),
            "calibration_error": told.get("calibration_error"),
            **told["five_fold"],
        }
    return None, {}


def _bins(policy: str, told: Mapping[str, Any], scores: Sequence[float]) -> Rows:
    """The tenths of the test, and how many are scored into each now; beyond the ends into the
    first or the last."""
    _, test = _test(told)
    tenths = list(test.get("calibration") or ())
    edges = [tenth["to"] for tenth in tenths]
    counts = [0] * len(tenths)
    for score in scores if tenths else ():
        counts[min(bisect_left(edges, score), len(edges) - 1)] += 1
    return [
        {
            "kind": FALL, "policy": policy, "role": "", "bin": number, "upper": tenth["to"],
            "predicted": tenth["predicted"], "observed": tenth["observed"],
            "tested": tenth["customers"], "scored": counts[number],
        }
        for number, tenth in enumerate(tenths)
    ]  # fmt: skip


def _model(weighing: Weighing, policy: str, told: Mapping[str, Any], bins: Rows) -> dict[str, Any]:
    test_name, test = _test(told)
    card = told.get("model") or {}
    path = weighing.night.models.get(policy)
    fitted = path is not None and "reason" not in told
    scored = sum(one["scored"] for one in bins)
    return {
        "kind": FALL,
        "policy": policy,
        "role": "",
        "version": PurePosixPath(path).stem if fitted and path else None,
        "reason": told.get("reason"),
        "learnt_from": _day(told.get("learnt_from")),
        "learnt_until": _day(told.get("learnt_until")),
        "rows": card.get("rows", told.get("rows")),
        "events": card.get("falls", told.get("falls")),
        "features": len(card["features"]) if card else None,
        "method": card.get("method"),
        "tested_on": test_name,
        "tested_rows": test.get("rows"),
        **{name: test.get(name) for name in TESTED},
        "verdict": _verdict(card),
        "scored": scored if fitted else None,
        "psi": _psi(bins) if scored else None,
    }


def _verdict(card: Mapping[str, Any]) -> str | None:
    """Whether the trees stand, or the plain way in their place; None: there was no choice."""
    chosen = _chosen(card)
    if chosen is None:
        return None
    return "not_better_than_plain" if chosen == PLAIN else "better_than_plain"


def _chosen(card: Mapping[str, Any]) -> str | None:
    beside = card.get("beside_plain")
    return None if beside is None else str(beside["chosen"])


TESTED = ("auc", "baseline_auc", "average_precision", "brier", "calibration_error")


def _psi(bins: Rows) -> float:
    return round(
        stability_of_counts([one["tested"] for one in bins], [one["scored"] for one in bins]), 6
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _arrow(rows: Rows, columns: Mapping[str, str]) -> pa.Table:
    plain = {name: kind for name, kind in columns.items() if name not in STAMP}
    return pa.Table.from_pylist(rows, schema=ibis.schema(plain).to_pyarrow())


def _followed(home: Home, on: date) -> list[str]:
    return [policies.load(on=on, own=home.register_policies).version]


PART = Part("register", _followed, weigh)
