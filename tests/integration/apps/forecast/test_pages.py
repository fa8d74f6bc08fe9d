"""Forecasts on pages: one customer's months ahead, and how far methods missed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.apps.conftest import AS_OF, STAMP, customer

from hengke.policies.forecast import load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
PAGE = "/forecast/"
POLICY = load(on=AS_OF).version


@pytest.fixture
def foreseen(users: Any) -> None:
    """A1 has a forecast, of A2 too few months are known."""
    from hengke.apps.forecast.models import Forecast

    days = {"next_on": AS_OF, "later_on": AS_OF, "month_on": AS_OF, "policy_version": POLICY}
    for number in ("A1", "A2"):
        customer(number, kind="person", name=f"张{number}", branch_id="B001", manager_id="S0001")
    Forecast.objects.create(
        customer_id="A1", now_minor=20_000_000, next_minor=21_000_000, next_low_minor=18_000_000,
        next_high_minor=25_000_000, next_method="trend", later_minor=20_000_000,
        later_low_minor=10_000_000, later_high_minor=40_000_000, later_method="persistence",
        bookings=2.5, bookings_low=1, bookings_high=4, bookings_method="mean", **days, **STAMP,
    )  # fmt: skip
    Forecast.objects.create(
        customer_id="A2", assets_reason="short_history", bookings_reason="bookings_unread",
        **days, **STAMP,
    )  # fmt: skip


@pytest.mark.requirement("R082")
def test_a_customer_has_point_interval_and_method(foreseen, client_of):
    text = client_of("alice").get("/customers/A1/").content.decode()
    for words in ("Assets at the end of", "the trend of the last months", "the last value stays",
                  "1 to 4"):  # fmt: skip
        assert words in text, words


@pytest.mark.requirement("R082")
def test_an_interval_is_praised_only_where_it_was_measured_for_customers_of_the_size(
    foreseen, client_of
):
    """A1 has 200,000 yuan: its band was measured a month ahead, and not three; others were."""
    from hengke.apps.forecast.models import Error, Forecast

    alice, none = client_of("alice"), "could not be tested for customers of this size"
    assert alice.get("/customers/A1/").content.decode().count(none) == 2
    figures = {"customers": 9, "n": 9, "chosen": 1, "policy_version": POLICY, **STAMP}
    for months, band, method, coverage in (
        (1, "5000000", "trend", 0.77), (1, "", "trend", 0.81), (1, "0", "trend", 0.82),
        (3, "5000000", "persistence", None), (3, "", "persistence", 0.83),
        (3, "30000000", "persistence", 0.84),
    ):  # fmt: skip
        Error.objects.create(quantity="assets", months=months, band=band, method=method,
                             coverage=coverage, **figures)  # fmt: skip
    Error.objects.create(
        quantity="bookings", months=2, band="", method="mean", coverage=0.9, **figures
    )
    text = alice.get("/customers/A1/").content.decode()
    assert "77% of outcomes of customers of this size lay within" in text
    assert "90% of the outcomes of all customers lay within" in text
    assert text.count(none) == 1
    assert not any(part in text for part in ("81% of", "82% of", "83% of", "84% of"))
    Forecast.objects.filter(customer_id="A1").update(policy_version="older")
    assert "lay within" not in alice.get("/customers/A1/").content.decode()


def test_what_is_unknown_is_said_with_its_reason(foreseen, client_of):
    text = client_of("alice").get("/customers/A2/").content.decode()
    assert "unknown: too few months are known" in text
    assert "unknown: a booking may be in quarantine" in text


def test_who_wants_no_personalised_processing_has_no_forecast(foreseen, client_of, users):
    from hengke.apps.privacy.models import PlainProcessing
    from hengke.kernel import clock

    PlainProcessing.objects.create(customer_id="A1", since=clock.now(), by=users["alice"])
    assert "Assets at the end of" not in client_of("alice").get("/customers/A1/").content.decode()


@pytest.mark.requirement("R082")
def test_the_error_report_has_the_baseline_beside_the_method_used(client_of, users):
    from hengke.apps.forecast.models import Error

    figures = {"customers": 120, "n": 720, "first_on": AS_OF, "last_on": AS_OF}
    for band in ("", "0", "5000000"):
        for method, wape, chosen in (("persistence", 0.25, 0), ("mean", 0.2, 1), ("trend", 0.3, 0)):
            Error.objects.create(
                quantity="assets", months=1, band=band, method=method, mae=1_234_500.0, wape=wape,
                mase=wape / 0.25, coverage=None if band else 0.79, chosen=chosen,
                policy_version=POLICY, **figures, **STAMP,
            )  # fmt: skip
    text = client_of("risk").get(PAGE).content.decode()
    for words in ("Assets, 1 month ahead", "20.0%", "25.0%", "0.80", "79%", "below", "from"):
        assert words in text, words
    assert text.count("the trend of the last months") == 1  # of all customers only
    assert text.count("the last value stays") == 3
    assert client_of("alice").get(PAGE).status_code == 403


def test_without_a_trial_the_page_says_what_it_needs(client_of, users):
    assert "It needs a night that looks ahead" in client_of("risk").get(PAGE).content.decode()
