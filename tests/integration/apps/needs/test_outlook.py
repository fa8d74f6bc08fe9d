"""Needs to come on pages: of a customer, of a book, by probability, onto the register."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.integration.apps.needs.conftest import NOW

from hengke.apps.audit.models import Entry
from hengke.apps.customers.api import shown_text
from hengke.apps.needs import outlook, outlook_words
from hengke.apps.needs.models import Demand, Need, Outlook, OutlookKind
from hengke.engine.needs.outlook_columns import (
    DRIFTED,
    DRIFTS,
    OF_CUSTOMERS,
    PLAIN_WAYS,
    REASONS,
    STATES,
)
from hengke.learning.need_reasons import KEYS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
STAMP = {"as_of": date(2026, 10, 23), "known_at": "B1", "run_id": "run-1"}
UNTIL = date(2027, 1, 21)


@pytest.fixture
def predicted(book: Any) -> None:
    """Saving by a model, investment by a plain way, a house by too few cases; A1, B1 and C1."""
    kind = {"until_on": UNTIL, "policy_version": "v", **STAMP}
    figures = {
        "usual": 0.08, "auc": 0.83, "auc_error": 0.02, "plain": "segment", "plain_auc": 0.71,
        "regression_auc": 0.8, "brier": 0.06, "plain_brier": 0.07, "calibration_error": 0.01,
        "lift": 4.2, "tested_on": date(2026, 7, 25), "tested_rows": 500, "tested_cases": 41,
        "chosen": "trees", "due_on": UNTIL, "version": "abc", "expected": 3.5, "scored": 4,
        "above": 3,
    }  # fmt: skip
    OutlookKind.objects.create(
        need_class="saving", state="model", without_market_auc=0.79,
        market='{"deposit_1y": {"level_e8": 900000, "before_e8": 1000000}}', **figures, **kind,
    )  # fmt: skip
    OutlookKind.objects.create(need_class="investment", state="plain", **figures, **kind)
    OutlookKind.objects.create(
        need_class="house", state="unknown", unknown_reason="too_few", cases=4, needed=30, **kind
    )
    reasons = (
        '[{"key": "maturing", "params": {"minor": 5000000}}, {"key": "market_fell", '
        '"params": {"series": "deposit_1y", "change_ppm": 100000}}, {"key": "a later release"}]'
    )
    scopes = {"A1": ("B001", "S0001"), "B1": ("B001", "S0002"), "C1": ("B002", "S0003")}
    for number, (branch, manager) in scopes.items():
        Outlook.objects.create(
            customer_id=number, branch_id=branch, manager_id=manager, need_class="saving",
            probability=0.412 if number == "A1" else 0.9, times=5.2, reasons=reasons,
            method="model", version="abc", **kind,
        )  # fmt: skip
        Demand.objects.create(
            need_class="saving", branch_id=branch, manager_id=manager, tier="gold", customers=2,
            expected=1.25, above=1, policy_version="v", **STAMP,
        )  # fmt: skip
    Outlook.objects.create(
        customer_id="A2", branch_id="B001", manager_id="S0001", need_class="",
        unknown_reason="short_history", **kind,
    )  # fmt: skip


@pytest.mark.requirement("R086")
def test_the_page_of_a_customer_has_probability_reasons_and_how_good_it_is(
    predicted: Any, client_of: Any
) -> None:
    client = client_of("alice")
    page = client.get("/customers/A1/?tab=needs").content.decode()
    assert "41.2%" in page
    assert "matures within the horizon" in page
    assert "rate of deposits of one year fell by 10.0% in 90 days" in page
    assert "0.830" in page
    assert "best plain way 0.710: customers of like kind and assets" in page
    assert "trees without the market 0.790" in page
    assert "4 cases of 30 needed" in page
    silent = client.get("/customers/A2/?tab=needs").content.decode()
    assert "the customer is known for too few days" in silent


@pytest.mark.requirement("R086")
def test_one_click_puts_a_predicted_need_on_the_register_once(
    predicted: Any, client_of: Any, users: Any
) -> None:
    """Latent, with evidence that holds no amounts; a second click leaves no second need."""
    client = client_of("alice")
    assert client.post("/needs/of/A1/outlook/saving/").status_code == 302
    written = Need.objects.get(customer_id="A1")
    assert (written.need_class, written.nature, written.source) == (
        "saving", "latent", "prediction",
    )  # fmt: skip
    evidence = shown_text(written.evidence, users["alice"])
    assert "41.2%" in evidence
    assert "rate of deposits of one year fell" in evidence
    assert "50,000" not in evidence
    assert Entry.objects.filter(action="needs.recorded").count() == 1
    assert client.post("/needs/of/A1/outlook/saving/").status_code >= 400
    assert Need.objects.count() == 1
    assert client.post("/needs/of/A1/outlook/house/").status_code >= 400
    assert client.post("/needs/of/A2/outlook/saving/").status_code >= 400
    page = client.get("/customers/A1/?tab=needs").content.decode()
    assert "on the register" in page
    assert "/needs/of/A1/outlook/saving/" not in page


@pytest.mark.requirement("R086")
def test_the_board_and_the_list_tell_of_the_own_books_by_probability(
    predicted: Any, client_of: Any
) -> None:
    own, whole = client_of("alice"), client_of("business")
    assert ">1.3<" in own.get("/needs/outlook/").content.decode()
    assert ">3.8<" in whole.get("/needs/outlook/").content.decode()
    assert "3.8" in whole.get("/needs/").content.decode()
    listed = whole.get("/needs/outlook/saving/").content.decode()
    assert listed.index("/customers/B1/") < listed.index("/customers/A1/")
    assert "/needs/of/" not in listed
    mine = own.get("/needs/outlook/saving/").content.decode()
    assert "/customers/A1/" in mine
    assert "/customers/B1/" not in mine
    assert "/needs/of/A1/outlook/saving/" in mine
    assert "4 cases of 30 needed" in own.get("/needs/outlook/house/").content.decode()
    assert own.get("/needs/outlook/boat/").status_code == 404
    assert client_of("data").get("/needs/outlook/").status_code == 403


def test_of_who_wants_no_personalised_processing_nothing_is_predicted(
    predicted: Any, client_of: Any, users: Any
) -> None:
    from hengke.apps.privacy.models import PlainProcessing

    PlainProcessing.objects.create(customer_id="A1", since=NOW, by=users["alice"])
    client = client_of("alice")
    assert "41.2%" not in client.get("/customers/A1/?tab=needs").content.decode()
    assert "/customers/A1/" not in client.get("/needs/outlook/saving/").content.decode()
    assert client.post("/needs/of/A1/outlook/saving/").status_code >= 400
    assert not Need.objects.exists()


def test_before_any_night_has_predicted_the_pages_say_so(book: Any, client_of: Any) -> None:
    page = client_of("alice").get("/needs/outlook/").content.decode()
    assert "No night has predicted needs yet" in page
    assert client_of("alice").get("/customers/A1/?tab=needs").status_code == 200


def test_every_word_of_the_night_has_a_sentence() -> None:
    assert set(outlook_words.TEXTS) == set(KEYS)
    assert set(outlook_words.UNKNOWN) == {*REASONS, *OF_CUSTOMERS}
    assert set(outlook_words.STATES) == set(STATES)
    assert set(outlook_words.PLAIN) == set(PLAIN_WAYS)
    assert set(outlook_words.DRIFTS) == set(DRIFTS)


def test_a_model_that_has_drifted_says_so_where_its_customers_are_shown(
    predicted: Any, client_of: Any
) -> None:
    """To whoever sees the customers, who may see no register of models."""
    OutlookKind.objects.filter(need_class="saving").update(drift=DRIFTED, psi=0.412)
    client = client_of("alice")
    for address in ("/needs/outlook/", "/needs/outlook/saving/", "/customers/A1/?tab=needs"):
        page = client.get(address).content.decode()
        assert "scores have drifted" in page
        assert '<span class="chip ok">by a model</span>' not in page
    assert "0.412" in client.get("/needs/outlook/saving/").content.decode()
    assert "2 classes predicted" in client.get("/needs/outlook/").content.decode()


def test_tiers_stand_by_rank_and_who_has_none_is_not_unknown(
    predicted: Any, users: Any, monkeypatch: Any
) -> None:
    from types import SimpleNamespace

    steps = [SimpleNamespace(tier=one, name=one.title()) for one in ("plain", "gold", "private")]
    ladder = SimpleNamespace(steps=tuple(steps))
    monkeypatch.setattr(outlook.tiering, "ladders", lambda: [ladder])
    for tier, expected in (("", 9.0), ("plain", 3.0), ("private", 2.0)):
        Demand.objects.create(
            need_class="saving", branch_id="B001", manager_id="S0001", tier=tier, customers=9,
            expected=expected, above=1, policy_version="v", **STAMP,
        )  # fmt: skip
    lines = dict(outlook.cuts(users["business"], "saving"))["Tier"]
    assert [str(one.name) for one in lines] == [
        "Private", "Gold", "Plain", "no tier (outside the scheme)",
    ]  # fmt: skip
