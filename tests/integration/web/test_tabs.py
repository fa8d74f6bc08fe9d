"""The bar at the bottom of a phone leads everybody to the own daily pages."""

from __future__ import annotations

import re

import pytest

BAR = re.compile(r'<nav class="tabs".*?</nav>', re.DOTALL)


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("alice", ["/", "/customers/", "/tiers/radar/", "/care/tasks/"]),
        ("audrey", ["/", "/customers/", "/tiers/radar/"]),
        ("dan", ["/", "/tiers/policies/", "/imports/", "/imports/runs/"]),
    ],
)
def test_each_role_finds_its_pages_in_the_bar(logged_in, name: str, pages: list[str]) -> None:
    page = logged_in(name).get("/").content.decode()
    (bar,) = BAR.findall(page)
    assert re.findall(r'<a href="([^"]*)"', bar) == pages
    assert bar.count('aria-current="page"') == 1


def test_a_page_with_tabs_of_its_own_keeps_the_bar(logged_in) -> None:
    from hengke.apps.customers.models import Customer

    Customer.objects.create(
        customer_id="C1", kind="person", branch_id="B001", manager_id="S0001", currency="CNY"
    )
    (bar,) = BAR.findall(logged_in("alice").get("/customers/C1/").content.decode())
    assert 'href="/customers/"' in bar
