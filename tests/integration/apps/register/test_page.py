"""The model register: who may read it, what it says of a good, a drifting and a missing model."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from tests.integration.apps.conftest import STAMP

pytestmark = pytest.mark.usefixtures("home")
PAGE = "/models/"


def model(**columns: Any) -> None:
    from hengke.apps.register.models import Bin, Model

    known = {
        "kind": "fall", "policy": "standard", "version": "abc", "rows": 400, "events": 60,
        "learnt_from": date(2026, 3, 31), "learnt_until": date(2026, 9, 30), "features": 36,
        "method": "gradient-boosted trees (LightGBM), deterministic", "tested_on": "out_of_time",
        "tested_rows": 400, "auc": 0.95, "baseline_auc": 0.93, "average_precision": 0.9,
        "brier": 0.02, "calibration_error": 0.01, "scored": 400, "psi": 0.02,
    }  # fmt: skip
    Model.objects.create(**{**known, **columns}, **STAMP)
    for number in range(0 if columns.get("reason") else 3):
        Bin.objects.create(
            kind=columns.get("kind", "fall"), policy=columns.get("policy", "standard"),
            role=columns.get("role", ""), bin=number, predicted=0.1,
            upper=0.1 + number / 10, observed=0.2, tested=10, scored=number * 7, **STAMP,
        )  # fmt: skip


@pytest.mark.requirement("R234")
@pytest.mark.parametrize(
    ("name", "status"),
    [("data", 200), ("business", 200), ("risk", 200), ("auditor", 200), ("alice", 403)],
)
def test_who_answers_for_models_and_data_reads_the_register(client_of, name, status):
    model()
    assert client_of(name).get(PAGE).status_code == status


@pytest.mark.requirement("R234")
def test_a_card_has_owner_data_performance_drift_and_the_date_to_fit_again(client_of):
    model()
    answer = client_of("data").get(PAGE)
    text, card = answer.content.decode(), answer.context["cards"][0]
    for words in ("Business department", "31 Mar 2026", "30 Sep 2026", "0.950 / 0.930", "0.020",
                  "14 Nov 2026", "In order", "gradient-boosted trees"):  # fmt: skip
        assert words in text
    assert card.retrain_on == date(2026, 11, 14)
    assert "<svg" in card.calibration
    assert "<svg" in card.drift


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"psi": 0.099}, ["In order"]),
        ({"psi": 0.1}, ["Drifts"]),
        ({"psi": 0.25}, ["Has drifted"]),
        ({"psi": None}, ["Too few rows to judge drift"]),
        ({"psi": 0.9, "scored": 399}, ["Too few rows to judge drift"]),
        ({"psi": 0.9, "tested_rows": 399}, ["Too few rows to judge drift"]),
        ({"auc": 0.69}, ["Ranks too badly"]),
        ({"learnt_until": date(2026, 9, 7)}, ["Due to be fitted again"]),
        ({"learnt_until": date(2026, 9, 8)}, ["In order"]),
        ({"reason": "too_few_falls", "version": None, "learnt_until": None}, ["No model"]),
    ],
)
def test_what_somebody_has_to_look_into_is_said(users, columns, said):
    from hengke.apps.register.cards import cards

    model(**columns)
    beside = [] if "reason" in columns or columns.get("auc") else ["Not surely better"]
    with translation.override("en"):
        found = [str(chip.label) for chip in cards()[0].chips]
    assert found[: len(said)] == said
    assert all(one.startswith(tuple(beside) or "Worse") for one in found[len(said) :])


def judged(auc: float, plain: float, tested: int = 200) -> str:
    from hengke.apps.register.models import Bin, Model
    from hengke.apps.register.plain import against

    bins = [Bin(tested=tested, observed=0.5), Bin(tested=tested, observed=0.1)]
    found = against(Model(auc=auc, baseline_auc=plain), bins)
    assert found is not None
    return found.word


@pytest.mark.requirement("R234")
def test_a_model_is_better_by_a_standard_error_at_least_or_not_surely_or_worse() -> None:
    from hengke.apps.register.models import Model
    from hengke.apps.register.plain import against

    assert judged(0.80, 0.70) == "better"
    assert judged(0.80, 0.79) == "unsure"
    assert judged(0.80, 0.77, tested=20) == "unsure"
    assert judged(0.80, 0.77, tested=2000) == "better"
    assert judged(0.992, 0.995) == "worse"
    hits = Model(hit_rate=0.4, baseline_hit_rate=0.3, tested_rows=400)
    assert getattr(against(hits, []), "word", None) == "better"
    assert against(Model(reason="too_few_falls", auc=0.9, baseline_auc=0.8), []) is None
    assert against(Model(auc=0.9), []) is None


@pytest.mark.parametrize(
    ("plain", "look"), [(0.80, "against ok"), (0.949, "against "), (0.97, "against warn")]
)
def test_good_news_does_not_look_like_a_warning(client_of, plain, look):
    model(baseline_auc=plain)
    text = client_of("data").get(PAGE).content.decode()
    assert f'<p class="list-note {look}"><span>' in text


@pytest.mark.requirement("R234")
def test_a_model_that_loses_to_the_plain_way_says_so_with_figures_here_and_where_it_is_shown(
    client_of, users
):
    from django.template import Context, Template

    model(
        auc=0.992, baseline_auc=0.995, psi=0.69, scored=90, drift='{"average": 0.88}',
        verdict="better_than_plain",
    )  # fmt: skip
    text = client_of("data").get(PAGE).content.decode()
    for words in ("Worse than the plain way", "AUC 0.992, the plain way 0.995",
                  "The night kept it", "ranks worse all the same", "of so few rows"):  # fmt: skip
        assert words in text
    assert "0.690" not in text
    assert "0.880" not in text
    shown = Template("{% load register_words %}{% doubt 'fall' policy %}")
    with translation.override("en"):
        assert "go by the gap first" in shown.render(Context({"policy": "standard"}))
        assert not shown.render(Context({"policy": "other"})).strip()


@pytest.mark.requirement("R234")
@pytest.mark.parametrize("auc", [0.991, 0.995, 0.999])
def test_where_the_night_chose_the_plain_way_it_is_said_and_nothing_is_doubted(client_of, auc):
    from hengke.apps.register.plain import worse

    model(auc=auc, baseline_auc=0.995, verdict="not_better_than_plain")
    answer = client_of("data").get(PAGE)
    text = answer.content.decode()
    assert "The plain way itself (more helped by less than its error)" in text
    assert "follow from the distance to the line alone" in text
    assert "had chosen" not in text
    assert "Worse than" not in text
    assert "The night kept it" not in text
    assert worse("fall", "standard") is None
    assert answer.context["cards"][0].against.word == "plain"


@pytest.mark.parametrize(
    ("way", "verdict", "word"),
    [("trees", "not_better_than_plain", "plain"), ("plain", "better_than_plain", "untried")],
)
def test_figures_of_another_way_than_the_model_are_told_as_such(client_of, way, verdict, word):
    from hengke.apps.register.plain import CHIPS, worse

    model(tested_on=f"out_of_time_{way}", verdict=verdict, auc=0.9)
    assert worse("fall", "standard") is None
    text = client_of("data").get(PAGE).content.decode()
    assert "as those before it had chosen" in text
    assert "The figures are of the way that the periods before the one tested had chosen" in text
    with translation.override("en"):
        assert str(CHIPS[word].label) in text


def test_without_a_model_the_reason_is_told_and_without_a_run_that_too(client_of):
    assert "No model is registered yet" in client_of("data").get(PAGE).content.decode()
    model(reason="too_few_falls", events=3, rows=40, method=None)
    text = client_of("data").get(PAGE).content.decode()
    assert "There is no model: too few falls to learn from. 3 cases in 40 rows." in text
    assert '<dt>Method</dt><dd><span class="unknown"' in text


def test_bands_that_lie_close_are_told_apart_by_more_digits() -> None:
    from hengke.apps.register.cards import _names
    from hengke.apps.register.models import Bin

    def names(*uppers: float) -> list[str]:
        with translation.override("en"):
            return _names([Bin(upper=upper) for upper in (*uppers, 1.0)])

    assert names(0.1, 0.25) == ["≤ 10.0%", "≤ 25.0%", "above"]
    assert names(0.0016, 0.0021, 0.3) == ["≤ 0.16%", "≤ 0.21%", "≤ 30.00%", "above"]
    assert names(0.002, 0.002) == ["≤ 0.2%", "≤ 0.2%", "above"]
    assert names() == ["above"]
