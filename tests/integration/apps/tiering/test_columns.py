"""What tiering hands to the customer list and to the 360 page."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from tests.integration.apps.tiering.conftest import POLICY

from hengke.apps.tiering import api


def test_columns_give_a_cell_per_visible_customer_and_none_for_others(place, users):
    place("A1", average=47_000, gap=3_000, fails=2, probability=0.42)
    place("B1", manager_id="S0002")
    columns = {c.key: c for c in api.columns(["A1", "B1"], user=users["alice"], policy=POLICY)}
    assert list(columns) == ["tier", "average", "gap", "fall", "fails"]
    assert all(list(column.cells) == ["A1"] for column in columns.values())
    assert "金卡" in columns["tier"].cells["A1"]
    assert columns["fails"].cells["A1"] == "2 / 3"
    assert ">42%<" in columns["fall"].cells["A1"]
    assert "meter" in columns["gap"].cells["A1"]


def test_an_unknown_figure_has_no_cell(place, users):
    place("A1", average=None, gap=None, probability=None)
    columns = {c.key: c for c in api.columns(["A1"], user=users["alice"], policy=POLICY)}
    assert columns["average"].cells == columns["gap"].cells == columns["fall"].cells == {}


def test_the_lowest_tier_has_nothing_to_keep(place, users):
    place("A1", tier=0, gap=0, fails=0, probability=None)
    columns = {c.key: c for c in api.columns(["A1"], user=users["alice"], policy=POLICY)}
    assert columns["gap"].cells["A1"] == columns["fails"].cells["A1"] == ""


def test_columns_cost_the_same_number_of_queries_for_any_page(place, users):
    for index in range(30):
        place(f"A{index}")
    counts = []
    for page in (["A1"], [f"A{index}" for index in range(30)]):
        with CaptureQueriesContext(connection) as captured:
            api.columns(page, user=users["alice"], policy=POLICY)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_without_a_run_there_are_no_columns_and_no_panel(users, make_customer):
    assert api.columns(["A1"], user=users["alice"], policy=None) == []
    assert api.panel(make_customer("A1"), users["alice"]) is None


@pytest.mark.parametrize("with_position", [True, False])
def test_the_panel_draws_with_and_without_a_position(place, make_customer, users, with_position):
    if with_position:
        place("A1", next_change_on="2026-11-01", next_tier="mass")
    else:
        place("OTHER")
        make_customer("A1")
    record = api_customer("A1")
    panel = api.panel(record, users["alice"])
    drawn = render_to_string(panel.template, panel.context)
    assert ("/tiers/customers/A1/" in drawn) is with_position


def api_customer(number: str):
    from hengke.apps.customers.models import Customer

    return Customer.objects.get(pk=number)


def test_a_data_engineer_gets_no_panel(place, users):
    place("A1")
    assert api.panel(api_customer("A1"), users["data"]) is None
