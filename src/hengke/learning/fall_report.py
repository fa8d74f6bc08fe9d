"""The fall model's report, from the months at hand: out of time, five-fold, calibration, baseline.

The baseline is the distance to the floor alone, as a banker would rank without a model. Nothing is
tested on rows that had a say in whether trees or the plain way were kept.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from hengke.learning import evaluation
from hengke.learning.evaluation import Floats
from hengke.learning.fall import FallModel, Sample, fit_fall


def report(sample: Sample, model: FallModel, held_out: Floats) -> dict[str, Any]:
    """Everything a model owner asks for; the five-fold figures are those of the latest period."""
    latest = sample.period == sample.period.max()
    last = sample.rows(latest)
    probability = held_out[latest]
    return {
        "model": model.card,
        "five_fold": figures(last, probability),
        "out_of_time": out_of_time(sample),
        **evaluation.calibrated(last.outcome(), probability),
    }


def out_of_time(sample: Sample) -> dict[str, Any] | None:
    """Fitted on all periods but the last, tested on the last; None with a single period. `chosen`:
    what those periods chose, trees or the plain way (None: there was no plain way)."""
    latest = sample.period == sample.period.max()
    if latest.all():
        return None
    fitted = fit_fall(sample.rows(~latest))
    if isinstance(fitted, str):
        return None
    test = sample.rows(latest)
    probability = fitted[0].score(test.inputs)
    beside = (fitted[0].card or {}).get("beside_plain")
    return {
        **figures(test, probability),
        **evaluation.calibrated(test.outcome(), probability),
        "chosen": None if beside is None else beside["chosen"],
    }


def figures(sample: Sample, probability: Floats) -> dict[str, Any]:
    """Ranking of the model beside that of the distance alone, on the same rows."""
    outcome = sample.outcome()
    ours = evaluation.ranking(outcome, probability, probability=True)
    plain = evaluation.ranking(outcome, -distance(sample))
    return asdict(ours) | {
        "baseline_auc": plain.auc,
        "baseline_average_precision": plain.average_precision,
    }


def distance(sample: Sample) -> Floats:
    """Relative distance of the measure to the floor; unknown ranks as far away."""
    inputs = sample.inputs
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = inputs["value_minor"] / inputs["keep_floor_minor"] - 1
    return np.where(np.isfinite(relative), relative, 1e9)
