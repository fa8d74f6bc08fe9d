"""Needs to come: judged on a later time, beside plain ways, with the market or without."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from hengke.engine.needs.outlook_inputs import columns
from hengke.learning.need_batches import SCORES, Scorer
from hengke.learning.need_drift import drift
from hengke.learning.need_features import OWN, View, matrix
from hengke.learning.need_outlook import NeedModel, Sample, apart
from hengke.learning.need_plain import fit_plain
from hengke.learning.need_reasons import KEYS, reasons
from hengke.learning.need_report import Learnt, learn
from hengke.pipelines.need_outlook import telling
from hengke.policies import register
from hengke.policies.needs import outlook_scheme

POLICY = outlook_scheme.load(on=date(2026, 10, 1))
VIEW = View(1, POLICY.signs["investment"])
LOOKS, CUSTOMERS = 13, 160
FELL = np.array([1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1]) == 1


def sample(*, seed: int = 3, market: bool = True, chance: float = 0.35) -> Sample:
    """Where the rate of deposits fell within 90 days, those with much idle cash invest; where it
    rose, those of whom money matures."""
    draw = np.random.default_rng(seed)
    rows = LOOKS * CUSTOMERS
    look = np.repeat(np.arange(LOOKS), CUSTOMERS)
    figures = {name: np.full(rows, np.nan) for name in columns(POLICY)}
    idle, due = (draw.uniform(0, 1, rows) for _ in range(2))
    figures |= {
        "demand_minor": (idle**4 * 1e7).round(), "maturing_minor": (due**4 * 1e7).round(),
        "assets_minor": np.full(rows, 2e7), "items": draw.integers(1, 5, rows).astype(float),
        "institution": np.zeros(rows), "lately_1": draw.integers(0, 2, rows).astype(float),
        "tenure_days": np.full(rows, 900.0),
    }  # fmt: skip
    if market:
        figures["deposit_1y_before"] = np.full(rows, 1_000_000.0)
        figures["deposit_1y_level"] = np.where(FELL[look], 900_000.0, 1_100_000.0)
    drives = np.where(FELL[look], idle, due)
    shown = (drives > 0.6) & (draw.uniform(0, 1, rows) < 2 * chance)
    customers = [f"C{number:04}" for number in np.tile(np.arange(CUSTOMERS), LOOKS)]
    return Sample(customers, look, figures, shown)


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    return learn(sample(), VIEW, POLICY)


@pytest.mark.requirement("R086")
def test_a_need_is_predicted_from_history_and_the_market_and_judged_on_a_later_time(learnt):
    """The market turns what matters round: trees that see it rank the later look far better than
    the same trees without it, and than every plain way."""
    told = learnt.told
    assert learnt.model is not None
    assert learnt.model.way == "trees"
    assert "deposit_1y_change" in told["features"]
    assert told["tested_rows"] == CUSTOMERS
    assert told["auc"] > 0.8
    assert told["auc"] > told["without_market_auc"] + 0.05
    assert told["auc"] > max(told[f"{way}_auc"] for way in ("segment", "rule", "lately")) + 0.1
    assert told["brier"] < told["plain_brier"]
    assert told["calibration_error"] < 0.15
    score = learnt.model.score(sample(seed=9).figures, VIEW)
    assert ((score >= 0) & (score <= 1)).all()
    assert abs(score.mean() - sample(seed=9).shown.mean()) < 0.05


@pytest.mark.requirement("R086")
def test_nothing_of_a_label_is_known_to_what_is_judged_later():
    blocks = apart(sample(), steps=3)
    assert blocks is not None
    assert set(blocks.learn.look) == set(range(7))
    assert set(blocks.choose.look) == {9}
    assert set(blocks.known.look) == set(range(10))
    assert set(blocks.judge.look) == {12}
    early = sample().rows(sample().look < 6)
    assert apart(early, steps=3) is None
    assert learn(early, VIEW, POLICY).reason == "too_short"


def test_more_of_what_speaks_for_it_never_makes_it_less_probable(learnt):
    """`idle`, `maturing` and `asked` go up only, by the policy."""
    names = learnt.model.features
    rows = sample(seed=5).rows(sample(seed=5).look == 12)
    base = matrix(rows.figures, VIEW, names)
    for name in set(names).intersection(VIEW.sign.up):
        more = base.copy()
        more[:, names.index(name)] += 2.0
        assert (learnt.model.raw(more) >= learnt.model.raw(base) - 1e-12).all()


@pytest.mark.requirement("R086")
def test_where_the_model_is_no_better_a_plain_way_speaks_and_figures_say_so():
    """Needs that come by chance alone; the figures of the model are told all the same."""
    draw = np.random.default_rng(8)
    rows = replace(sample(), shown=draw.uniform(0, 1, LOOKS * CUSTOMERS) < 0.3)
    found = learn(rows, VIEW, POLICY)
    assert found.reason is None
    assert found.model.way == "plain"
    assert found.told["auc"] < found.told["plain_auc"] + found.told["auc_error"]
    score = found.model.score(rows.figures, VIEW)
    assert score.mean() == pytest.approx(0.3, abs=0.05)
    told = score > found.model.usual
    assert {json.loads(one)[0]["key"] for one in reasons(found.model, VIEW, rows.figures, told)
            if one} <= {"segment", "rule", "lately"}  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "cases"),
    [(np.zeros(LOOKS * CUSTOMERS, bool), 0), (np.ones(LOOKS * CUSTOMERS, bool), 0)],
)
def test_labels_of_one_class_are_too_few_of_so_many_needed(shown, cases):
    found = learn(replace(sample(), shown=shown), VIEW, POLICY)
    assert (found.model, found.reason) == (None, "too_few")
    assert (found.told["cases"], found.told["needed"]) == (cases, POLICY.fewest)


def test_customers_all_alike_have_the_share_of_all_and_no_model():
    rows = sample(market=False)
    alike = {name: np.full(len(rows.shown), 1.0) for name in rows.figures}
    found = learn(replace(rows, figures=alike), VIEW, POLICY)
    assert found.model.way == "plain"
    assert set(found.model.score(alike, VIEW)) == {found.model.plain.usual}


def test_without_any_market_data_history_alone_is_used():
    found = learn(sample(market=False), VIEW, POLICY)
    assert "without_market_auc" not in found.told
    assert not set(found.told["features"]).intersection(VIEW.market())


def test_the_model_survives_its_text_and_its_way_to_the_rows(learnt):
    """A figure that nobody knows is no reason to fail; batches may be empty."""
    text = json.dumps({"investment": learnt.model.as_told()})
    names = columns(POLICY)
    scorer = pickle.loads(pickle.dumps(Scorer(text, {"investment": VIEW}, names, {})))  # noqa: S301
    rows = sample(seed=4)
    batch = pa.record_batch(
        [pa.array(rows.customers), *(pa.array(rows.figures[name]) for name in names)],
        names=["customer_id", *names],
    )
    found = scorer(batch).to_pydict()
    assert found["probability"] == learnt.model.score(rows.figures, VIEW).tolist()
    assert NeedModel.of(json.loads(text)["investment"]).usual == learnt.model.usual
    usual = learnt.model.usual
    for chance, told in zip(found["probability"], found["reasons"], strict=True):
        assert (told is not None) == (chance > usual)
        assert {one["key"] for one in json.loads(told or "[]")} <= set(KEYS)
    assert any('"market_fell"' in (one or "") for one in found["reasons"])
    assert scorer(batch.slice(0, 0)).num_rows == 0
    assert Scorer("{}", {}, names, {})(batch).schema.names == list(SCORES)


def test_drift_is_told_of_customers_and_not_of_the_market(learnt):
    bands = learnt.told["bands"]
    assert not set(bands).intersection(VIEW.market())
    assert max(drift(bands, sample(seed=6).figures, VIEW).values()) < 0.1
    moved = sample(seed=6).figures | {"demand_minor": np.full(LOOKS * CUSTOMERS, 9e6)}
    assert drift(bands, moved, VIEW)["idle"] > 1


def test_scores_of_like_customers_have_not_drifted_and_those_of_others_have(learnt):
    """Tonight's scores are of the model of all looks: they are held against its own scores of the
    rows of the test, not against those of the model that was tested."""
    last = [one.rows(one.look == LOOKS - 1) for one in map(_seeded, range(20, 28))]
    scores = np.concatenate([learnt.model.score(one.figures, VIEW) for one in last])
    bins = telling.bin_rows("investment", learnt, scores.tolist())
    assert sum(one["tested"] for one in bins) == CUSTOMERS
    assert sum(one["scored"] for one in bins) == len(scores)
    assert telling.psi_of(bins) < 0.1
    rules = replace(register.load(on=date(2026, 10, 1)), least_rows=CUSTOMERS)
    words = [telling.drift_of(learnt, psi, 500, rules) for psi in (0.09, 0.1, 0.25, None)]
    assert words == ["steady", "watched", "drifted", "unjudged"]
    assert telling.drift_of(learnt, 0.9, CUSTOMERS - 1, rules) == "unjudged"
    assert telling.drift_of(Learnt({}, None, "too_few"), 0.9, 500, rules) is None
    rich = {**last[0].figures, "demand_minor": np.full(CUSTOMERS, 9e6)}
    moved = telling.bin_rows("investment", learnt, learnt.model.score(rich, VIEW).tolist())
    assert telling.psi_of(moved) > 1


def _seeded(seed: int) -> Sample:
    return sample(seed=seed)


def test_a_small_group_leans_on_the_share_of_all():
    rows = sample()
    found = fit_plain("segment", rows.figures, VIEW, rows.shown)
    assert all(abs(share - found.usual) < 0.2 for share in found.shares.values())
    unseen = {**rows.figures, "institution": np.ones(len(rows.shown))}
    assert set(found.score(unseen, VIEW)) == {found.usual}


def test_every_feature_that_a_policy_may_name_is_there():
    assert set(OWN) == set(outlook_scheme.FEATURES)
