"""The tier page of one customer: the own book only, history, gap, reasons, the form to ask."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from hengke.apps.identity.models import User
from hengke.apps.tiering.models import Position

PAGE = "/tiers/customers/A1/"


@pytest.fixture
def customer_page(place, assess):
    place(
        "A1", average=47_000, gap=3_000, fails=2, next_floor_minor=50_000_000,
        gap_to_next_minor=45_300_000, next_change_on="2026-11-01", next_tier="mass",
        trend=json.dumps([5_000_000, None, 4_700_000]), aum_30d_ago_minor=5_000_000,
        reasons=json.dumps([
            {"key": "below_floor", "params": {"short_minor": 300_000, "floor_minor": 5_000_000}},
            {"key": "few_products", "params": {"items": 1}},
        ]),
    )  # fmt: skip
    assess("A1", "2026-07-31", assessed=1, aum=60_000, effective_rank_before=None, state="new",
           reason_code="first_assessment")  # fmt: skip
    assess("A1", "2026-08-31", assessed=0, effective=1, aum=49_000, fails_used=1, state="watch",
           reason_code="below_floor")  # fmt: skip
    assess("A1", "2026-09-30", assessed=0, effective=1, aum=48_000, fails_used=2, state="watch",
           reason_code="below_floor")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "status"),
    [("alice", 200), ("head", 200), ("business", 200), ("auditor", 200), ("bo", 404),
     ("chen", 404), ("other_head", 404), ("nobody", 404), ("data", 403)],
)  # fmt: skip
def test_who_may_see_the_tier_of_a_customer(customer_page, client_of, name, status):
    assert client_of(name).get(PAGE).status_code == status


def test_the_figures_are_those_of_the_position(customer_page, client_of):
    figures = {f.field: f for f in client_of("alice").get(PAGE).context["figures"]}
    assert str(figures["average_so_far_minor"].text) == "47.0K CNY"
    assert str(figures["gap_to_keep_minor"].text) == "3.00K CNY"
    assert "8 days left" in figures["gap_to_keep_minor"].note
    assert str(figures["gap_to_next_minor"].text) == "453.0K CNY"
    assert figures["fails_used"].text == "2 / 3"
    assert figures["fall_probability"].text == "50%"
    assert "Mass from 1 Nov" in figures["fall_probability"].note


def test_every_figure_names_field_date_version_and_run(customer_page, client_of):
    page = client_of("alice").get(PAGE).content.decode()
    assert "gap_to_keep_minor = 300000 · 2026-10-23 · standard_month_average@" in page
    assert "run-1" in page


def test_the_history_is_newest_first_with_decision_and_reason(customer_page, client_of):
    periods = client_of("alice").get(PAGE).context["periods"]
    with translation.override("en"):
        told = [
            (p.on.isoformat(), p.value, p.fails, str(p.state.label), str(p.why)) for p in periods
        ]
    assert told == [
        ("2026-09-30", "48.0K", "2 / 3", "On watch", "below the line, the grace is running"),
        ("2026-08-31", "49.0K", "1 / 3", "On watch", "below the line, the grace is running"),
        ("2026-07-31", "60.0K", "", "New", "first assessment"),
    ]


def test_the_reasons_are_sentences_with_their_numbers(customer_page, client_of):
    page = client_of("alice").get(PAGE).content.decode()
    assert "3.00K below the floor of 50.0K" in page
    assert "holds 1 product only" in page


def test_the_form_to_ask_is_there_for_those_who_may_ask(customer_page, client_of):
    assert "Ask for an override" in client_of("alice").get(PAGE).content.decode()
    assert "Ask for an override" not in client_of("auditor").get(PAGE).content.decode()


def test_a_customer_without_a_position_has_a_page_all_the_same(ladder, make_customer, client_of):
    make_customer("A1", manager_id="S0001")
    page = client_of("alice").get(PAGE)
    assert page.status_code == 200
    assert "Never assessed" in page.content.decode()


def test_an_unknown_gap_is_a_dash_with_its_reason_and_never_zero(place, client_of):
    place("A1", average=None, gap=None, probability=None, needed_for_rest_minor=None,
          unknown_reason="history_begins_later")  # fmt: skip
    answer = client_of("alice").get(PAGE)
    figures = {f.field: f for f in answer.context["figures"]}
    assert figures["gap_to_keep_minor"].text is None
    assert figures["average_so_far_minor"].text is None
    assert "the delivered history begins later" in answer.content.decode()


def test_the_number_of_queries_does_not_grow_with_the_history(customer_page, assess, client_of):
    client = client_of("alice")

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        return len(captured)

    few = queries()
    for month in range(1, 7):
        assess("A1", f"2026-{month:02}-15", assessed=1)
    assert queries() == few


@pytest.mark.parametrize("number", ["0001/23", "A B?x=1#y", "客户-7", "x/override"])
def test_a_customer_number_may_hold_anything_the_bank_puts_into_it(place, client_of, number):
    place(number)
    client = client_of("alice")
    (row,) = client.get("/tiers/radar/").context["rows"]
    page = client.get(reverse("tiering:customer", args=[row.customer_id]))
    assert page.status_code == 200
    assert page.context["customer"].customer_id == number
    asked = {"policy": "standard_month_average", "tier": "platinum", "reason": "sold a flat",
             "until": "2027-03-31"}  # fmt: skip
    assert client.post(reverse("tiering:override-ask", args=[number]), asked).status_code == 302


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Platinum from 500.0K on average: due at once, to stay for the 8 days left"),
        ("zh-hans", "白金：日均 50.0 万 起；差额须即刻转入并在剩余 8 天留存"),
    ],
)
def test_the_gap_to_the_next_tier_says_how_it_is_counted(
    customer_page, client_of, users, language, note
):
    Position.objects.filter(customer_id="A1").update(days_left=8)
    User.objects.filter(username="alice").update(language=language)
    answer = client_of("alice").get(PAGE)
    (shown,) = [one for one in answer.context["figures"] if one.field == "gap_to_next_minor"]
    assert shown.note == note
