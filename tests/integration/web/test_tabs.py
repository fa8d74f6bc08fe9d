"""The bar at the bottom of a phone leads everybody to the own daily pages."""

from __future__ import annotations

import re

import pytest

BAR = re.compile(r'<nav class="tabs".*?</nav>', re.DOTALL)
RAIL = re.compile(r'<nav class="nav".*?</nav>', re.DOTALL)
MORE = re.compile(r'<dialog id="more".*?</dialog>', re.DOTALL)
LINKS = re.compile(r'<a href="([^"]*)"')


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("alice", ["/", "/customers/", "/tiers/radar/"]),
        ("audrey", ["/", "/customers/", "/tiers/radar/", "/tiers/migration/"]),
        ("dan", ["/", "/tiers/policies/", "/imports/", "/imports/runs/"]),
    ],
)
def test_each_role_finds_its_pages_in_the_bar(logged_in, name: str, pages: list[str]) -> None:
    page = logged_in(name).get("/").content.decode()
    (bar,) = BAR.findall(page)
    assert LINKS.findall(bar) == pages
    assert bar.count('aria-current="page"') == 1
    assert 'data-open="more"' in bar


@pytest.mark.parametrize("name", ["alice", "bo", "olga", "dan", "audrey"])
def test_the_sheet_behind_the_bar_holds_every_page_of_the_rail_and_the_way_out(
    logged_in, name: str
) -> None:
    page = logged_in(name).get("/").content.decode()
    (rail,), (more,) = RAIL.findall(page), MORE.findall(page)
    assert LINKS.findall(more) == LINKS.findall(rail)
    assert 'href="/account/preferences/"' in more
    assert 'action="/account/logout/"' in more


def test_a_page_with_tabs_of_its_own_keeps_the_bar(logged_in) -> None:
    from hengke.apps.customers.models import Customer

    Customer.objects.create(
        customer_id="C1", kind="person", branch_id="B001", manager_id="S0001", currency="CNY"
    )
    (bar,) = BAR.findall(logged_in("alice").get("/customers/C1/").content.decode())
    assert 'href="/customers/"' in bar
