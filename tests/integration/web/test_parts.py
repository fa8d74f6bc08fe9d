"""A part of a page, opened by itself, leads to the page on which it stands."""

from __future__ import annotations

import pytest

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def alice(logged_in):
    from hengke.apps.customers.models import Customer

    Customer.objects.create(
        customer_id="C1", kind="person", branch_id="B001", manager_id="S0001", currency="CNY"
    )
    return logged_in("alice")


@pytest.mark.parametrize(
    ("part", "page"),
    [
        ("/care/contacts/new/", "/"),
        ("/care/contacts/new/?customer=C1", "/"),
        ("/care/day/", "/"),
        ("/customers/C1/preview/", "/customers/C1/"),
        ("/imports/runs/progress/?job=x", "/imports/runs/?job=x"),
        ("/search/?q=w", "/"),
    ],
)
def test_a_part_that_a_person_goes_to_leads_to_its_page(alice, part, page) -> None:
    answer = alice.get(part, headers=BROWSER)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert alice.get(page, headers=BROWSER).status_code == 200
    assert alice.get(part, headers={**BROWSER, "HX-Request": "true"}).status_code == 200
    assert alice.get(part, headers={"Accept": "*/*"}).status_code == 200


@pytest.mark.parametrize("page", ["/", "/customers/", "/customers/C1/", "/account/preferences/"])
def test_a_whole_page_is_shown_as_it_is(alice, page) -> None:
    assert alice.get(page, headers=BROWSER).status_code == 200
