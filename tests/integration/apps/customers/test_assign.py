"""A branch head hands out customers; the decision, its trace and its effect stand together."""

from __future__ import annotations

from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from hengke.apps.audit.models import Entry
from hengke.apps.customers import actions
from hengke.apps.customers.models import Assignment, Customer
from hengke.kernel.errors import Broken, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NOW = datetime(2026, 10, 24, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def book(make_customer) -> None:
    make_customer("A1", manager_id="S0001")
    make_customer("A2", manager_id="S0002")
    make_customer("A3", manager_id="")
    make_customer("B1", manager_id="S0003", branch_id="B002")


def test_customers_change_hands_and_the_decision_is_kept(users) -> None:
    moved = actions.assign(["A1", "A3"], manager_id="S0002", by=users["head"], now=NOW)

    assert moved == ["A1", "A3"]
    assert set(Customer.objects.filter(manager_id="S0002").values_list("pk", flat=True)) == {
        "A1",
        "A2",
        "A3",
    }
    kept = Assignment.objects.get(pk="A3")
    assert (kept.branch_id, kept.manager_id, kept.by, kept.at) == (
        "B001",
        "S0002",
        users["head"],
        NOW,
    )


def test_each_customer_leaves_one_audit_row_that_names_both_managers(users) -> None:
    actions.assign(["A1", "A3"], manager_id="S0002", by=users["head"], now=NOW)

    rows = Entry.objects.order_by("target")
    assert [(row.target, row.by_username) for row in rows] == [("A1", "head"), ("A3", "head")]
    assert rows[0].details == {"before": "S0001", "after": "S0002"}


def test_asking_again_changes_nothing_and_leaves_no_second_trace(users) -> None:
    actions.assign(["A1"], manager_id="S0002", by=users["head"], now=NOW)
    assert actions.assign(["A1"], manager_id="S0002", by=users["head"], now=NOW) == []
    assert Entry.objects.count() == 1


def test_a_second_decision_replaces_the_first(users) -> None:
    actions.assign(["A1"], manager_id="S0002", by=users["head"], now=NOW)
    actions.assign(["A1"], manager_id="S0001", by=users["head"], now=NOW)
    assert Assignment.objects.get().manager_id == "S0001"


def test_a_hand_over_that_names_a_foreign_customer_is_refused_as_a_whole(users) -> None:
    with pytest.raises(Refused, match="1 of 2 customers"):
        actions.assign(["A1", "B1"], manager_id="S0002", by=users["head"], now=NOW)
    assert Customer.objects.get(pk="A1").manager_id == "S0001"
    assert not Entry.objects.exists()


@pytest.mark.parametrize("person", ["alice", "business", "auditor"])
def test_only_a_branch_head_assigns(users, person: str) -> None:
    with pytest.raises(Refused, match="branch head"):
        actions.assign(["A1"], manager_id="S0002", by=users[person], now=NOW)


def test_a_manager_of_another_branch_is_refused(users, organisation) -> None:
    with pytest.raises(Refused, match="S0003"):
        actions.assign(["A1"], manager_id="S0003", by=users["head"], now=NOW)


@pytest.mark.django_db(transaction=True)
def test_the_change_and_its_trace_vanish_together(users) -> None:
    with (
        patch("hengke.apps.customers.actions.record", side_effect=Broken("disk full")),
        pytest.raises(Broken, match="disk full"),
    ):
        actions.assign(["A1"], manager_id="S0002", by=users["head"], now=NOW)
    assert Customer.objects.get(pk="A1").manager_id == "S0001"
    assert not Assignment.objects.exists()
