"""What the register is told of champion and challenger: figures, verdict, drift, dates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from hengke.learning.evaluation import in_bands
from hengke.learning.separation import stability_of_counts
from hengke.pipelines.churn.models import Fitted
from hengke.pipelines.churn.standing import Standing, plain_auc

KIND, POLICY = "churn", "standard"
CHAMPION, CHALLENGER = "champion", "challenger"
Rows = list[dict[str, Any]]


def model_row(
    one: Fitted | None,
    role: str,
    standing: Standing,
    *,
    due_on: date | None,
    reason: str | None = None,
    scored: int | None = None,
    psi: float | None = None,
    drift: Mapping[str, float] | None = None,
) -> dict[str, Any]:
    """A row of MODELS. Without any model `reason` says why."""
    told: Mapping[str, Any] = {} if one is None else one.told
    test = told.get("test") or {}
    there = one is not None and one.model is not None
    return {
        "kind": KIND,
        "policy": POLICY,
        "role": role,
        "version": one.version if one is not None and there else None,
        "reason": reason or told.get("reason"),
        "learnt_from": _day(told.get("learnt_from")),
        "learnt_until": _day(told.get("learnt_until")),
        "rows": told.get("rows"),
        "events": told.get("events"),
        "features": len(told["features"]) if there else None,
        "method": told.get("method"),
        "tested_on": "later_month" if test else None,
        "tested_rows": test.get("rows"),
        **{name: test.get(name) for name in TESTED},
        "baseline_auc": plain_auc(one) if one is not None and test else None,
        "compared_auc": standing.compared if role == CHALLENGER else None,
        "verdict": standing.champion_by if role == CHAMPION else standing.verdict or None,
        "due_on": due_on,
        "scored": scored,
        "psi": psi,
        "drift": json.dumps(drift, sort_keys=True) if drift else None,
    }


TESTED = (
    "auc", "average_precision", "brier", "calibration_error", "ks", "lift", "regression_auc",
)  # fmt: skip


def bin_rows(one: Fitted, role: str, scores: Sequence[float]) -> Rows:
    """The bands of the test, how many of its rows the model itself scores into each (the test is of
    the one of earlier months), and how many it scores into each now; nobody by a challenger."""
    tenths = one.told["test"]["calibration"] if one.model is not None else []
    placed = one.told.get("placed") or [tenth["customers"] for tenth in tenths]
    counts = in_bands(scores, tenths)
    return [
        {
            "kind": KIND, "policy": POLICY, "role": role, "bin": at, "upper": tenth["to"],
            "predicted": tenth["predicted"], "observed": tenth["observed"],
            "tested": placed[at], "scored": counts[at],
        }
        for at, tenth in enumerate(tenths)
    ]  # fmt: skip


def psi_of(bins: Rows) -> float | None:
    """Drift of the scores since the test; None where nobody is scored."""
    tested, scored = ([one[name] for one in bins] for name in ("tested", "scored"))
    if not np.sum(scored):
        return None
    return round(stability_of_counts(tested, scored), 6)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
