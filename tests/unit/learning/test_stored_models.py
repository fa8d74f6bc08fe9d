"""Models that an earlier release stored are read, and say what they said then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hengke.learning import churn_reasons, fall_reasons
from hengke.learning.boosted_trees import BoostedTrees
from hengke.learning.churn import ChurnModel
from hengke.learning.fall import FallModel
from hengke.learning.propensity import Propensity

STORED = Path(__file__).parent / "stored"
KINDS = {"churn": ChurnModel, "fall": FallModel, "propensity": Propensity}


def stored(kind: str) -> tuple[Any, dict[str, Any]]:
    """The model, and what was stored beside it: six customers and what it said of them."""
    kept = json.loads((STORED / f"{kind}.json").read_text(encoding="utf-8"))
    kept["inputs"] = {name: column(values) for name, values in kept["inputs"].items()}
    return KINDS[kind].from_json(kept["model"]), kept


def column(values: list[Any]) -> np.ndarray:
    texts = any(isinstance(one, str) for one in values)
    return np.array(values, dtype=object if texts else np.float64)


@pytest.mark.parametrize("kind", KINDS)
def test_a_stored_model_scores_as_it_did_and_is_stored_the_same_again(kind):
    model, kept = stored(kind)
    assert isinstance(model, BoostedTrees)
    assert model.score(kept["inputs"]).tolist() == kept["probability"]
    assert len(set(kept["probability"])) > 2
    assert model.to_json() == kept["model"]


@pytest.mark.parametrize("kind", ["churn", "fall"])
def test_a_stored_model_gives_the_same_contributions_and_reasons(kind):
    model, kept = stored(kind)
    assert model.contributions(kept["inputs"]).round(9).tolist() == kept["contributions"]
    reasons = {"churn": churn_reasons.reasons, "fall": fall_reasons.reasons}[kind]
    told = reasons(model, kept["inputs"], np.array(kept["probability"]))
    assert [json.loads(text) for text in told] == kept["reasons"]
    assert any(kept["reasons"])


def test_a_stored_propensity_gives_the_same_reasons():
    model, kept = stored("propensity")
    for row, expected in enumerate(kept["reasons"]):
        found = model.reasons(kept["inputs"], row=row)
        assert [[one.column, one.value, round(one.adds, 9)] for one in found] == expected
