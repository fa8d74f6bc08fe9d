"""The page of market data: value, day, age, source, and what rules call a series."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from hengke.apps.catalogue.models import MarketSeries

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R014")]
STAMP = {"as_of": date(2026, 3, 31), "known_at": "B1", "run_id": "run-1", "policy_version": "v"}


def page(users, name: str) -> tuple[int, str]:
    client = Client(raise_request_exception=False)
    client.force_login(users[name], "hengke.apps.identity.backends.StaffBackend")
    answer = client.get("/catalogue/market/")
    return answer.status_code, answer.content.decode()


def test_each_series_with_its_day_age_source_and_name_in_rules(users) -> None:
    MarketSeries.objects.create(
        kind="fx_middle", base="USD", quote="CNY", code="usd_cny", rate_date=date(2026, 3, 30),
        rate_e8=735_000_000, source="interbank fixing", age_days=1, in_force=1,
        before_on=date(2025, 12, 29), before_e8=700_000_000, **STAMP,
    )  # fmt: skip
    MarketSeries.objects.create(
        kind="loan", base="1Y", quote="CNY", code="loan_1y", rate_date=date(2025, 3, 30),
        rate_e8=3_100_000, age_days=366, in_force=0, **STAMP,
    )  # fmt: skip
    status, text = page(users, "business")
    assert status == 200
    for words in ("7.35", "interbank fixing", "1 day old", "market_usd_cny", "5.00%", "3.10%"):
        assert words in text
    for words in ("366 days old: not used", "not said", "unknown"):
        assert words in text


def test_before_the_first_run_it_says_where_they_come_from_and_is_not_for_everybody(users) -> None:
    assert "No market data is known yet" in page(users, "data")[1]
    assert page(users, "alice")[0] == 403
