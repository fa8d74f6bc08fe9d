"""Who sees which customers: one rule, read by every page."""

from __future__ import annotations

import pytest

from hengke.apps.customers.queries import visible_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def book(make_customer) -> None:
    make_customer("A1", manager_id="S0001", branch_id="B001")
    make_customer("A2", manager_id="S0002", branch_id="B001")
    make_customer("B1", manager_id="S0003", branch_id="B002")
    make_customer("N1", manager_id="", branch_id="B001")


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("alice", {"A1"}),
        ("bo", {"A2"}),
        ("head", {"A1", "A2", "N1"}),
        ("other_head", {"B1"}),
        ("business", {"A1", "A2", "B1", "N1"}),
        ("auditor", {"A1", "A2", "B1", "N1"}),
        ("data", set()),
        ("nobody", set()),
    ],
)
def test_a_person_sees_the_own_book_and_nothing_else(users, person: str, seen: set[str]) -> None:
    assert set(visible_to(users[person]).values_list("pk", flat=True)) == seen


def test_a_manager_without_a_staff_number_does_not_own_the_unassigned(users) -> None:
    assert not visible_to(users["nobody"]).exists()


def test_a_head_without_a_branch_sees_nobody(users) -> None:
    users["head"].branch_id = ""
    assert not visible_to(users["head"]).exists()


def test_an_unknown_role_sees_nobody() -> None:
    assert not visible_to(object()).exists()
