"""The block of the risk profile on the page of a customer."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from hengke.apps.customers import risk_profile
from hengke.apps.customers.models import RiskProfile

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R009")]
KNOWN = {
    "level": "C4", "preference": "aggressive", "knowledge": "medium", "channel": "mobile",
    "source": "questionnaire 2026", "assessed_on": date(2026, 1, 15), "policy_version": "v",
}  # fmt: skip


def page(client_of: Any, number: str) -> str:
    return str(client_of("alice").get(f"/customers/{number}/").content.decode())


def test_preference_capacity_knowledge_dates_and_source_are_shown(
    make_customer: Any, client_of: Any
) -> None:
    make_customer("A1")
    RiskProfile.objects.create(customer_id="A1", expires_on=date(2999, 1, 14), **KNOWN)
    found = page(client_of, "A1")
    for words in ("Risk profile", "aggressive", "C4", "medium", "questionnaire 2026 · on the"):
        assert words in found
    assert "expired" not in found


def test_one_that_has_run_out_and_what_is_not_delivered_are_said_so(
    make_customer: Any, client_of: Any
) -> None:
    make_customer("A1")
    make_customer("A2")
    known = KNOWN | {"preference": None, "knowledge": None, "source": None, "channel": None}
    RiskProfile.objects.create(customer_id="A1", expires_on=date(2025, 1, 14), **known)
    found = page(client_of, "A1")
    assert ">expired<" in found
    assert found.count("not in the bank's files") == 2
    assert "customer file of the core system" in found
    assert "No assessment of the risk tolerance is known." in page(client_of, "A2")


def test_what_ran_out_after_the_data_day_is_said_and_a_known_source_is_translated(
    make_customer, client_of, monkeypatch
):
    from datetime import UTC, datetime

    make_customer("A1")
    known = KNOWN | {"source": "suitability questionnaire", "expires_on": date(2026, 11, 3)}
    RiskProfile.objects.create(customer_id="A1", **known)
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: datetime(2026, 11, 3, 4, tzinfo=UTC))
    assert "ran out after the data day" not in page(client_of, "A1")
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: datetime(2026, 11, 4, 4, tzinfo=UTC))
    found = page(client_of, "A1")
    assert "ran out after the data day" in found
    assert "days count from 23 Oct" in found
    profile = risk_profile.of_customer(["A1"], date(2026, 10, 23))
    with translation.override("zh-hans"):
        assert str(profile.source) == "适当性问卷"
