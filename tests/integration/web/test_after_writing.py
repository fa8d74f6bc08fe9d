"""What was written is answered with the way to a page: a reload there sends nothing again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import translation
from tests.integration.apps.conftest import own_home
from tests.integration.apps.criteria.conftest import JOB, worker
from tests.integration.apps.seeded import AS_OF, POLICY, STAMP
from tests.integration.web import addressed

from hengke.apps.criteria.models import Proposal
from hengke.apps.identity.enforcement import routes
from hengke.kernel import clock

__all__ = ["worker"]
pytestmark = pytest.mark.django_db
APPS = (
    "needs", "tagging", "clustering", "recommendation", "register", "criteria", "value",
    "lifecycle", "statistics",
)  # fmt: skip
FRAGMENTS = ("tagging:try-segment", "tagging:try-tag")
"""They show what a rule means while it is typed, and write nothing."""
SILENT = ("criteria:try",)
"""It leads to the page of the trial, which tells how far it is."""
SHOWN_AGAIN = (
    ("business", "needs:open", {}, "/needs/"),
    ("business", "needs:answers", {"number": 1}, "/needs/surveys/1/"),
    ("business", "criteria:record", {}, "/criteria/"),
)
ROUTES = {
    name: (pattern, view) for name, pattern, view in routes() if name.partition(":")[0] in APPS
}
TODAY = clock.today()
TERMS = {
    "title": "a plan", "needs": [1], "valid_from": TODAY,
    "valid_until": TODAY + timedelta(days=30),
}  # fmt: skip
TRIAL = {"policy": POLICY, "candidate": "band"}
RULE = {"name": "wealthy", "title": "Wealthy", "expression": "aum > 1000000"}
SENT: Mapping[str, tuple[str, dict[str, Any]]] = {
    "needs:record": ("rm", {"need_class": "house", "nature": "explicit", "source": "talk",
                            "evidence": "she said so", "noticed_on": TODAY}),
    "needs:change": ("rm", {"step": "met"}),
    "needs:take-up-outlook": ("rm", {}),
    "needs:interview": ("rm", {"questionnaire": "first_talk", "way": "face", "held_on": TODAY,
                               "q-plans": "a shop"}),
    "needs:withdraw-interview": ("rm", {}),
    "needs:open-plan": ("rm", TERMS),
    "needs:plan": ("rm", TERMS),
    "needs:plan-item": ("rm", {"kind": "service", "text": "a visit", "price": "free"}),
    "needs:remove-plan-item": ("rm", {}),
    "needs:plan-step": ("rm", {"step": "withdraw", "revision": 1}),
    "needs:open": ("business", {"title": "another idea", "need_class": "saving"}),
    "needs:idea": ("business", {"stage": "offered"}),
    "needs:costs": ("business", {"cost-0": "100", "benefit-0": "0"}),
    "needs:swot": ("business", {"kind": "S", "text": "branches", "weight_permille": "0.5",
                                "rating": 3}),
    "needs:remove-factor": ("business", {}),
    "needs:surveys": ("business", {"title": "next", "asked_on": date(2026, 10, 1)}),
    "needs:feature": ("business", {"code": "F2", "title": "a loan"}),
    "needs:answers": ("business", {
        "text": "respondent,feature,functional,dysfunctional\nP1,F1,1,5\n",
    }),
    "tagging:give": ("rm", {"code": "by_hand", "reason": "she asked for it",
                            "until": TODAY + timedelta(days=30)}),
    "tagging:withdraw": ("rm", {}),
    "tagging:define": ("business", {"code": "idle_money", "family": "value", "zh": "闲钱",
                                    "en": "idle money", "rule": "aum > 1", "since": AS_OF,
                                    "reason": "a campaign of spring"}),
    "tagging:new-segment": ("business", RULE),
    "tagging:segment": ("business", {**RULE, "version": 1}),
    "tagging:freeze": ("business", {"purpose": "a letter of spring"}),
    "tagging:end-segment": ("business", {}),
    "tagging:try-segment": ("business", RULE),
    "tagging:try-tag": ("business", {"rule": "aum > 1"}),
    "clustering:name": ("business", {"name": "old friends"}),
    "recommendation:show": ("rm", {"product": "W180"}),
    "recommendation:answer": ("rm", {"answer": "accepted"}),
    "recommendation:ask": ("rm", {"product": "F003", "reason": "wants it", "warned_on": TODAY,
                                  "document": "W-1"}),
    "register:propose": ("data", {"version": "ab12cd34ef56", "reason": "ranks better"}),
    "criteria:record": ("business", {"policy": POLICY, "remark": "gold is too narrow by far"}),
    "criteria:try": ("business", TRIAL),
    "criteria:adopt": ("business", {"policy": POLICY, "job": JOB}),
    "criteria:proposal": ("business", {"starts_on": date(2027, 1, 1), "reason": "into bounds"}),
}  # fmt: skip


BEFORE: Mapping[str, list[tuple[str, dict[str, Any]]]] = {
    "needs:take-up-outlook": [("/needs/register/1/change/", {"step": "met"})],
    "criteria:adopt": [
        (f"/tiers/policies/{POLICY}/simulate/", {"floor_gold": "55000.00"})
    ],
    "criteria:proposal": [
        ("/criteria/record/", SENT["criteria:record"][1]), ("/criteria/try/", TRIAL),
    ],
}  # fmt: skip
"""What has to be done first, and where."""


@pytest.fixture(scope="module")
def bank(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, list[Any]]]:
    """All rows of the addressed bank; what each test writes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        addressed.fill("a foreign name")
        _more()
        yield _state()
        transaction.set_rollback(True)


def _more() -> None:
    """What the addressed bank lacks for a success: whoever may be shown something, and a model."""
    from tests.integration.apps.register.test_page import model

    from hengke.apps.needs.models import Feature, Survey
    from hengke.apps.recommendation.models import Offered, Recommendation, Standing
    from hengke.apps.tagging.models import Tag

    Feature.objects.create(survey=Survey.objects.get(pk=1), code="F1", title="a feature")
    fund = Offered.objects.get(product_id="W180")
    fund.pk, fund.product_id, fund.family, fund.risk, fund.risk_seller = None, "F003", "fund", 4, 4
    fund.save()
    own = {"customer_id": addressed.OWN_CUSTOMER}
    Standing.objects.filter(**own).update(state="valid", assessed_on=TODAY)
    offer = Recommendation.objects.filter(product_id="W180").first()
    assert offer is not None
    offer.pk, offer.customer_id, offer.place = None, addressed.OWN_CUSTOMER, 9
    offer.save()
    tag = Tag.objects.get(code="asset_large")
    tag.pk, tag.code, tag.rule, tag.sentence_zh, tag.sentence_en = None, "by_hand", None, "", ""
    tag.save()
    for role, version in (("champion", "a" * 12), ("challenger", "ab12cd34ef56")):
        model(kind="churn", role=role, version=version, verdict="waits_for_person")


@pytest.fixture
def home(tmp_path: Path, settings: Any, worker: Any, monkeypatch: Any) -> None:
    """The bank's own; the worker says that every rule is one, and who has what it asks."""
    from hengke.pipelines import api

    said = {
        "tag_check": {"valid": True, "sentence": {"zh": "是", "en": "so"}, "columns": [],
                      "tags": [], "segments": [], "notes": []},
        "tag_count": {"customers": 1, "true": 1, "unknown": 0, "share": 1.0, "missing": [],
                      "of": 2},
        "tag_members": {"customers": [addressed.OWN_CUSTOMER], **STAMP, "as_of": str(AS_OF)},
    }  # fmt: skip

    def ask(home: Any, question: str, **params: Any) -> Any:
        from hengke.kernel.errors import Busy

        if question not in said:
            raise Busy("not answered here")
        return {**said[question]}

    monkeypatch.setattr(api, "ask", ask)
    own_home(tmp_path / "home", settings, policies=(POLICY,))


def test_every_address_that_takes_something_is_walked(rf: Any) -> None:
    """An address says what it takes when it is asked in a way that none of them takes."""
    taking = {
        name for name, (_at, view) in ROUTES.items() if "POST" in view(rf.trace("/"))["Allow"]
    }
    assert taking == set(SENT)


@pytest.mark.parametrize("name", [one for one in SENT if one not in FRAGMENTS])
def test_what_was_written_is_answered_with_the_way_to_a_page(
    bank: dict[str, list[Any]], home: None, name: str
) -> None:
    """There the notice stands, once; loaded again, nothing is written a second time."""
    with transaction.atomic():
        cache.clear()
        client = _client(name)
        before = _state() if name in BEFORE else bank
        answer = _sent(client, name)
        assert answer.status_code == 302, answer.content.decode()
        written = _state()
        assert written != before
        told = [_has_notice(client, answer["Location"]) for _ in range(2)]
        assert told == [name not in SILENT, False]
        assert _state() == written
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_a_part_that_is_shown_while_one_types_writes_nothing(
    bank: dict[str, list[Any]], home: None, name: str
) -> None:
    answer = _sent(_client(name), name)
    assert (answer.status_code, "<html" in answer.content.decode()) == (200, False)
    assert _state() == bank


@pytest.mark.parametrize(("role", "name", "parts", "page"), SHOWN_AGAIN)
def test_an_address_that_shows_its_page_again_when_refused_leads_to_that_page(
    bank: dict[str, list[Any]], home: None, role: str, name: str, parts: dict[str, int], page: str
) -> None:
    from django.urls import reverse

    client = addressed.client(role)
    address = reverse(name, kwargs=parts)
    assert client.post(address, {"text": "none"}).status_code == 422
    assert client.get(address)["Location"] == page
    assert _state() == bank


def _state() -> dict[str, list[Any]]:
    """Everything but who opened which page."""
    return {name: rows for name, rows in addressed.state().items() if name != "audit.read"}


def _client(name: str) -> Client:
    """Somebody who may, after what has to come before."""
    client = addressed.client(SENT[name][0])
    for address, sent in BEFORE.get(name, ()):
        assert client.post(address, sent).status_code == 302
    return client


def _sent(client: Client, name: str) -> Any:
    address = addressed.address(name, ROUTES[name][0])
    if name == "criteria:proposal":
        address = f"/criteria/proposals/{Proposal.objects.latest('pk').pk}/"
    return client.post(address, SENT[name][1])


def _has_notice(client: Client, address: str) -> bool:
    answer = client.get(address)
    assert answer.status_code == 200, address
    notices = answer.content.decode().partition('id="notices"')[2].partition("<template")[0]
    return "data-notice" in notices
