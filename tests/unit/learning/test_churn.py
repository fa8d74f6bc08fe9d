"""The model of leaving: learnt only from what was known, tested on what came later."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from hengke.learning.churn import ChurnModel, Sample, apart, fit_churn
from hengke.learning.churn_drift import bands, drift
from hengke.learning.churn_features import INPUTS
from hengke.learning.churn_reasons import KEYS, reasons
from hengke.learning.churn_report import lift, plain
from hengke.pipelines.churn.models import fitted
from hengke.pipelines.churn.months import Months
from hengke.policies.churn import load

POLICY = load(on=date(2026, 1, 1))
MONTHS = Months((date(2025, 10, 31), date(2026, 4, 30)), date(2026, 7, 31))


def sample(rows: int = 900, *, seed: int = 1, months: int = 7) -> Sample:
    """Customers who hold 100,000 yuan and leave the more, the more went to other banks."""
    draw = np.random.default_rng(seed)
    inputs = {name: np.full(rows, 3.0) for name in INPUTS}
    average = draw.uniform(6e6, 2e7, rows).round()
    sent = (average * draw.uniform(0, 1, rows)).round()
    inputs |= {
        "average_minor": average, "assets_minor": average, "peak_minor": average * 1.2,
        "lowest_minor": average * 0.8, "outflow_minor": sent,
        **{f"before_{lag}": average for lag in (1, 2, 3)},
    }  # fmt: skip
    share = inputs["outflow_minor"] / average
    left = draw.uniform(0, 1, rows) < share**3
    month = 24310 + np.arange(rows) % months
    customers = [f"C{number // months:05}" for number in range(rows)]
    return Sample(customers, month, inputs, (share > 0.95).astype(float), left)


@pytest.fixture(scope="module")
def model() -> ChurnModel:
    return fit_churn(sample())


@pytest.mark.requirement("R232")
def test_what_is_learnt_from_ends_a_horizon_before_the_month_that_is_tested():
    train, test = apart(sample(), horizon=3)
    assert set(test.month) == {24316}
    assert set(train.month) == {24310, 24311, 24312, 24313}
    assert apart(sample(months=3), horizon=3) is None


@pytest.mark.requirement("R232")
def test_the_report_has_the_test_beside_plain_rules_and_logistic_regression():
    found = fitted(sample(), POLICY, MONTHS, path="models/churn/x.json")
    test = found.told["test"]
    assert found.told["tested_on"] == "2026-04-30"
    assert test["rows"] == 128
    assert test["auc"] > max(test["plain"].values()) > 0.5
    assert 0 < test["ks"] <= 1
    assert test["lift"] > 1
    assert test["regression_auc"] > 0.5
    assert sum(one["customers"] for one in test["calibration"]) == test["rows"]
    again = fitted(sample(), POLICY, MONTHS, path="models/churn/x.json")
    assert again == found


def test_more_sent_away_never_makes_staying_more_probable(model):
    one = {name: np.full(50, values[0]) for name, values in sample().inputs.items()}
    one["outflow_minor"] = np.linspace(0, one["average_minor"][0], 50)
    assert (np.diff(model.score(one)) >= 0).all()


def test_a_model_is_text_that_scores_as_before(model):
    read = ChurnModel.from_json(model.to_json())
    assert (read.score(sample(seed=2).inputs) == model.score(sample(seed=2).inputs)).all()


@pytest.mark.requirement("R232")
def test_reasons_are_words_that_are_known_with_figures_of_the_customer(model):
    rows = sample(seed=3)
    probability = model.score(rows.inputs)
    told = [json.loads(text) for text in reasons(model, rows.inputs, probability)]
    assert {one["key"] for found in told for one in found} <= set(KEYS)
    most = int(np.argmax(probability))
    first = told[most][0]
    assert first == {
        "key": "outflow", "params": {"outflow_minor": int(rows.inputs["outflow_minor"][most])}
    }  # fmt: skip
    assert all(len(found) <= 3 for found in told)


@pytest.mark.parametrize(
    ("left", "months", "reason"),
    [
        (lambda left: left & False, 7, "one_outcome"),
        (lambda left: left | True, 7, "one_outcome"),
        (lambda left: left & (np.arange(len(left)) < 80), 7, "too_few_leavers"),
        (lambda left: left, 3, "too_few_months"),
        (lambda left: left & (np.arange(len(left)) % 7 < 6), 7, "too_few_to_test"),
    ],
)
def test_where_nothing_can_be_learnt_the_reason_is_kept_and_the_shares_of_the_rule(
    left, months, reason
):
    rows = sample(months=months)
    found = fitted(replace(rows, left=left(rows.left)), POLICY, MONTHS, path="x")
    assert (found.model, found.told["reason"]) == (None, reason)
    rates = found.told["rates"]
    assert (rates is None) == (reason == "one_outcome")
    if rates is not None:
        assert rates["yes"]["share"] > rates["no"]["share"]
        assert rates["unknown"] == {"rows": 0, "share": round(float(left(rows.left).mean()), 6)}


def test_customers_all_alike_have_a_drift_and_one_that_is_finite():
    alike = {name: np.full(100, 3.0) for name in INPUTS}
    learnt = bands(alike, ("items", "tenure"))
    assert drift(learnt, alike) == {"items": 0.0, "tenure": 0.0}
    moved = drift(learnt, {name: np.full(100, np.nan) for name in INPUTS})
    assert all(np.isfinite(psi) and psi > 1 for psi in moved.values())
    assert drift(learnt, {name: np.zeros(0) for name in INPUTS}) == {}


def test_lift_and_plain_ways_without_anybody_who_left():
    rows = sample(60)
    nobody = replace(rows, left=rows.left & False)
    assert lift(nobody.left, np.zeros(60)) is None
    assert set(plain(nobody).values()) == {None}
