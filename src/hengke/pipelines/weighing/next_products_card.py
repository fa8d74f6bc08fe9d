"""The model of the next product in the register: tonight's, with the trial of its method."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hengke.kernel.sentences import sentence
from hengke.pipelines.weighing.next_products import Learnt
from hengke.pipelines.weighing.next_products_ranker import Ranker
from hengke.pipelines.weighing.next_products_trial import ITEMS, TOO_FEW_HOLDERS, Trial


def model_row(
    learnt: Learnt, tried: Trial, ranker: Ranker, *, as_of: date, days: int, retrain_days: int
) -> dict[str, Any]:
    """A row of MODELS. `days`: the length of a window that the ranker learns from."""
    there = ranker.speaks or learnt.version.startswith(ITEMS)
    row = {
        "kind": "recommendation",
        "policy": "standard",
        "role": "",
        "version": learnt.version if there else None,
        "reason": None if there else tried.reason or TOO_FEW_HOLDERS,
        "learnt_from": as_of,
        "learnt_until": as_of,
        "rows": learnt.customers,
        "events": learnt.several,
        "features": len(learnt.codes),
        "method": sentence("ridge regression of each product on the others, in closed form"),
        "tested_on": "taken_since" if tried.hit_rate is not None else None,
        "tested_rows": tried.taken,
        "hit_rate": tried.hit_rate,
        "baseline_hit_rate": tried.popular,
        "due_on": as_of + timedelta(days=retrain_days),
        "scored": learnt.customers if there else None,
    }
    return row | (_of_ranker(ranker, as_of, days) if ranker.speaks else {})


def _of_ranker(ranker: Ranker, as_of: date, days: int) -> dict[str, Any]:
    return {
        "learnt_from": as_of - timedelta(days=days * ranker.windows),
        "rows": ranker.rows,
        "events": ranker.events,
        "features": ranker.flags,
        "method": sentence(
            "ridge regression of what is taken in {days} days on products held and groups of "
            "customers, in closed form", days=days,
        ),
        "hit_rate": ranker.hit_rate,
    }  # fmt: skip
