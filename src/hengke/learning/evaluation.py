"""How good a probability is: ranking figures, calibration, folds that keep a customer together."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

FOLDS = 5
CALIBRATION_BANDS = 10


@dataclass(frozen=True)
class Ranking:
    """What a score is worth as an order of customers. None where only one outcome occurred."""

    rows: int
    falls: int
    auc: float | None
    average_precision: float | None
    brier: float | None = None


def ranking(outcome: Flags, score: Floats, *, probability: bool = False) -> Ranking:
    """AUC and average precision; the Brier score only for a score that is a probability."""
    from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

    falls = int(outcome.sum())
    if falls in (0, len(outcome)):
        return Ranking(len(outcome), falls, None, None)
    return Ranking(
        rows=len(outcome),
        falls=falls,
        auc=round(float(roc_auc_score(outcome, score)), 4),
        average_precision=round(float(average_precision_score(outcome, score)), 4),
        brier=round(float(brier_score_loss(outcome, score)), 5) if probability else None,
    )


def calibration(outcome: Flags, probability: Floats) -> list[dict[str, float | int]]:
    """Predicted against observed share, in tenths of the rows by rising probability."""
    order = np.argsort(probability, kind="stable")
    bands = [band for band in np.array_split(order, CALIBRATION_BANDS) if len(band)]
    return [
        {
            "from": round(float(probability[band].min()), 4),
            "to": round(float(probability[band].max()), 4),
            "customers": len(band),
            "predicted": round(float(probability[band].mean()), 4),
            "observed": round(float(outcome[band].mean()), 4),
        }
        for band in bands
    ]


def banded(outcome: Flags, probability: Floats) -> list[dict[str, float | int]]:
    """The same for scores that are told again later: rows of one score lie in one band, so that
    there are fewer bands where many rows are alike, and ends are the scores themselves."""
    order = np.argsort(probability, kind="stable")
    rising = np.asarray(probability)[order]
    starts = np.linspace(0, len(rising), CALIBRATION_BANDS + 1)[:-1].astype(int)
    first = np.unique(np.searchsorted(rising, rising[starts])) if len(rising) else starts[1:]
    return [
        {
            "from": float(probability[band].min()),
            "to": float(probability[band].max()),
            "customers": len(band),
            "predicted": round(float(probability[band].mean()), 4),
            "observed": round(float(outcome[band].mean()), 4),
        }
        for band in np.split(order, first[1:])
        if len(band)
    ]


def in_bands(scores: Sequence[float] | Floats, bands: Sequence[Mapping[str, Any]]) -> list[int]:
    """How many scores lie in each of these bands, which begin at their `from`; what is below all
    belongs to the first."""
    begins = np.array([band["from"] for band in bands[1:]], dtype=np.float64)
    place = np.searchsorted(begins, np.asarray(scores, dtype=np.float64), side="right")
    return np.bincount(place, minlength=len(bands)).tolist() if bands else []


def calibration_error(outcome: Flags, probability: Floats) -> float:
    """Mean distance between predicted and observed share over the bands, weighted by rows."""
    bands = calibration(outcome, probability)
    total = sum(band["customers"] for band in bands)
    gap = sum(abs(band["predicted"] - band["observed"]) * band["customers"] for band in bands)
    return round(gap / total, 5) if total else 0.0


def calibrated(outcome: Flags, probability: Floats) -> dict[str, Any]:
    """Both, as a report tells them."""
    return {
        "calibration": calibration(outcome, probability),
        "calibration_error": calibration_error(outcome, probability),
    }


def folds(customers: Sequence[str], *, count: int = FOLDS) -> Numbers:
    """The fold of each row, by customer number alone.

    A customer who occurs in several periods stays in one fold: otherwise the model would be
    tested on people it has seen.
    """
    return np.fromiter(
        (zlib.crc32(customer.encode()) % count for customer in customers),
        dtype=np.int64,
        count=len(customers),
    )
