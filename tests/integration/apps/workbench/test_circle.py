"""Households and groups: members in reach with their sum, of the others only how many."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from hengke.apps.customers.models import Relation
from hengke.apps.workbench import circle

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def people(make_customer: Any) -> None:
    make_customer("P1", name="王小明", household_id="H1", aum_minor=100_00)
    make_customer("P2", name="李红", household_id="H1", aum_minor=30_00)
    make_customer("P3", name="王大力", household_id="H1", aum_minor=7_777_00, branch_id="B002",
                  manager_id="S0003")  # fmt: skip
    make_customer("I1", name="Harbour Holding", kind="institution", aum_minor=500_00)
    make_customer("I2", name="Harbour Trade", kind="institution", aum_minor=None)
    make_customer("I3", name="Harbour Ships", kind="institution", aum_minor=9_00,
                  branch_id="B002", manager_id="S0003")  # fmt: skip
    Relation.objects.create(customer_id="I1", related_id="I3", kind="shareholder")
    Relation.objects.create(customer_id="I3", related_id="I2", kind="group")
    Relation.objects.create(customer_id="I2", related_id="P1", kind="guarantor")


def opened(users: Any, name: str, address: str) -> str:
    client = Client()
    client.force_login(users[name], "hengke.apps.identity.backends.StaffBackend")
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_household_adds_up_who_may_be_seen_and_counts_the_others(users: Any) -> None:
    from hengke.apps.customers.models import Customer

    found = circle.household(Customer.objects.get(pk="P1"), users["alice"])
    assert [one["customer"].pk for one in found.members] == ["P1", "P2"]
    assert (found.aum_minor, found.hidden, found.unknown) == (130_00, 1, 0)
    page = opened(users, "alice", "/customers/P1/household/")
    assert "1 more is not in your book" in page
    assert "王大力" not in page
    assert "/customers/P3/" not in page
    whole = circle.household(Customer.objects.get(pk="P1"), users["business"])
    assert (whole.aum_minor, whole.hidden) == (130_00 + 7_777_00, 0)


def test_a_group_is_followed_through_others_and_a_guarantee_is_no_group(users: Any) -> None:
    from hengke.apps.customers.models import Customer

    found = circle.group(Customer.objects.get(pk="I1"), users["alice"])
    assert [one["customer"].pk for one in found.members] == ["I1", "I2"]
    assert (found.aum_minor, found.hidden, found.unknown) == (500_00, 1, 1)
    assert "Harbour Ships" not in opened(users, "alice", "/customers/I1/group/")
    all_of_it = circle.group(Customer.objects.get(pk="I1"), users["business"])
    assert [one["customer"].pk for one in all_of_it.members] == ["I1", "I3", "I2"]


def test_the_customers_page_leads_to_both(users: Any) -> None:
    assert "/customers/P1/household/" in opened(users, "alice", "/customers/P1/?tab=people")
    assert "/customers/I1/group/" in opened(users, "alice", "/customers/I1/?tab=people")
    assert "/group/" not in opened(users, "alice", "/customers/P1/?tab=people")
