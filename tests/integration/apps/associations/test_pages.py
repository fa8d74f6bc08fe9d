"""Products together on pages: figures for everybody, candidates of the own books only."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.apps.conftest import STAMP, customer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("home")]
PAGE = "/associations/"


@pytest.fixture
def bank(users: Any) -> None:
    """A1 holds a loan and a card, A2 and B1 a loan only, A3 nothing."""
    from hengke.apps.associations.models import Book, Rule
    from hengke.apps.customers.models import Holding

    held = {"A1": ("loan", "credit_card"), "A2": ("loan",), "A3": (), "B1": ("loan",)}
    for number, families in held.items():
        place = {"branch_id": "B001", "manager_id": f"S000{1 if number[0] == 'A' else 2}"}
        customer(number, kind="person", status="active", name=f"张{number}", **place)
        for family in families:
            Holding.objects.create(
                customer_id=number, account_id=f"{number}{family}", family=family,
                share_ppm=1_000_000, **STAMP,
            )  # fmt: skip
    said = {"condition": "loan", "product": "credit_card"}
    Rule.objects.create(
        **said, count=1, candidates=2, support=0.25, confidence=0.333, lift=1.33, discovery=0.01,
        expression="(status = 'active') and has('loan') and not has('credit_card')", **STAMP,
    )  # fmt: skip
    for manager in ("S0001", "S0002"):
        Book.objects.create(**said, branch_id="B001", manager_id=manager, candidates=1, **STAMP)


@pytest.mark.requirement("R231")
def test_rules_are_ready_for_cross_sell_with_the_own_candidates(client_of, bank):
    page = client_of("alice").get(PAGE).content.decode()
    assert "loans" in page
    assert "credit cards" in page
    assert "33.3%" in page
    listed = client_of("alice").get(f"{PAGE}loan-credit_card/").content.decode()
    assert "A2" in listed
    assert not {"A1", "A3", "B1"} & {one for one in ("A1", "A3", "B1") if f">{one}<" in listed}
    assert "Make a segment" not in listed
    business = client_of("business").get(f"{PAGE}loan-credit_card/").content.decode()
    assert "B1" in business
    assert "Make a segment" in business


def test_a_rule_that_is_none_is_not_found(client_of, bank):
    for name in ("loan-fund", "loan", "x", "a-b-c-d"):
        assert client_of("alice").get(f"{PAGE}{name}/").status_code == 404


def test_without_rules_the_page_says_what_it_needs(client_of, users):
    assert "It needs a night" in client_of("alice").get(PAGE).content.decode()
