"""How probably customers leave, on pages: the block with reasons, the list, the line of a book."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import translation
from tests.integration.apps.conftest import AS_OF
from tests.integration.apps.lifecycle.conftest import STAMP

from hengke.learning import churn_reasons
from hengke.policies.churn import load

PAGE = "/lifecycle/"
POLICY = load(on=AS_OF).version
WHY = json.dumps(
    [
        {"key": "outflow", "params": {"outflow_minor": 12_000_000}},
        {"key": "quieter", "params": {"bookings": 2, "usual": 9}},
        {"key": "not_of_this_release", "params": {}},
    ]
)


@pytest.fixture
def scored(book: None) -> None:
    """A1 and B1 are likely to leave, A2 is not, of A3 nothing is said."""
    leaves("A1", 0.625, percentile=99, listed=1, at_risk_minor=12_500_000)
    leaves("A2", 0.01, percentile=1, listed=0, at_risk_minor=200_000)
    leaves("A3", None, unknown_reason="short_history")
    leaves("B1", 0.5, manager_id="S0002", percentile=90, listed=1, at_risk_minor=1_000_000)


def leaves(customer_id: str, probability: float | None, **columns: Any) -> None:
    from hengke.apps.lifecycle.models import Leaving

    known = {
        "branch_id": "B001", "manager_id": "S0001", "decides_on": AS_OF, "version": "abc",
        "average_minor": 20_000_000, "reasons": WHY, "policy_version": POLICY,
        "method": None if probability is None else "model",
    }  # fmt: skip
    Leaving.objects.create(
        customer_id=customer_id, probability=probability, **{**known, **columns}, **STAMP
    )


@pytest.mark.requirement("R232")
def test_the_block_of_a_customer_has_probability_place_reasons_and_what_leaving_means(
    scored, client_of
):
    text = client_of("alice").get("/customers/A1/").content.decode()
    for words in ("62.5%", "higher than that of 98 of 100 customers scored", "Likely to leave",
                  "went to other banks in 30 days", "only 2 own bookings in 90 days, 9 were usual",
                  "Leaving means", "30%", "Model abc"):  # fmt: skip
        assert words in text, words


def test_unknown_is_shown_with_its_reason_and_a_share_of_the_rule_as_such(scored, client_of):
    from hengke.apps.lifecycle.models import Leaving

    text = client_of("alice").get("/customers/A3/").content.decode()
    assert "Unknown, because the customer is known for fewer whole months" in text
    Leaving.objects.filter(customer_id="A2").update(method="rule", reasons=None)
    text = client_of("alice").get("/customers/A2/").content.decode()
    assert "No model is champion" in text
    assert "Model abc" not in text


@pytest.mark.parametrize(
    ("name", "seen", "at_risk"),
    [("alice", ["A1"], 12_500_000), ("bo", ["B1"], 1_000_000), ("head", ["A1", "B1"], 13_500_000)],
)
def test_everybody_sees_the_own_likely_leavers_and_the_balance_expected_to_go(
    scored, client_of, name, seen, at_risk
):
    answer = client_of(name).get(f"{PAGE}?show=leaving")
    assert sorted(row.place.customer_id for row in answer.context["rows"]) == seen
    assert answer.context["leaving"]["customers"] == len(seen)
    assert answer.context["leaving"]["at_risk"] == at_risk
    assert "from 30% on" in answer.content.decode()


def test_where_nobody_is_likely_to_leave_it_is_told_of_how_many_that_is_known(scored, client_of):
    """A nought of which most is not known is no nought; where nothing is known, none is told."""
    from hengke.apps.lifecycle.models import Leaving

    Leaving.objects.update(listed=0, method="rule")
    Leaving.objects.filter(customer_id="A1").update(probability=None)
    text = client_of("alice").get(f"{PAGE}?show=leaving").content.decode()
    words = "The probability is known for 1 and unknown for 2. No model is champion."
    assert text.count(words) == 2
    Leaving.objects.update(probability=None, method=None)
    text = client_of("alice").get(PAGE).content.decode()
    assert '<span class="unknown">unknown</span> <small>The probability is known for 0' in text


def test_of_who_wants_no_personalised_processing_no_probability_is_shown(scored, client_of, users):
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    PlainProcessing.objects.create(customer_id="A1", since=clock.now(), by=users["alice"])
    answer = client_of("alice").get(f"{PAGE}?show=leaving")
    assert not answer.context["rows"]
    assert answer.context["leaving"]["customers"] == 0
    assert "62.5%" not in client_of("alice").get("/customers/A1/").content.decode()


def test_a_hand_over_takes_the_probability_along(scored):
    from hengke.apps.lifecycle import api
    from hengke.apps.lifecycle.models import Leaving

    api.rescope(["A1"], branch_id="B009", manager_id="S0009")
    found = Leaving.objects.get(customer_id="A1")
    assert (found.branch_id, found.manager_id) == ("B009", "S0009")


def test_every_word_of_the_model_has_a_sentence():
    from hengke.apps.lifecycle import leaving_words
    from hengke.engine.churn.columns import UNKNOWN

    assert set(leaving_words.TEXTS) == set(churn_reasons.KEYS)
    assert set(leaving_words.UNKNOWN) == set(UNKNOWN)
    with translation.override("zh-hans"):
        assert leaving_words.sentences(WHY)[1].startswith("90 天内自主交易仅 2 笔")
