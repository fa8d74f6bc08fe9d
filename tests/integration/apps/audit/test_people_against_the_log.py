"""Who changes a log-in past the actions is found: role, reach and state are those of the log."""

from __future__ import annotations

from typing import Any

import pytest
from tests.integration.apps.audit.conftest import NOW, committed

from hengke.apps.audit import heads
from hengke.apps.audit.models import Entry, Link
from hengke.apps.identity import api as identity
from hengke.apps.identity.models import User
from hengke.apps.identity.people import actions

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R252")]
PASSWORD = "a-long-enough-password"


@pytest.fixture
def lin(bank_home) -> User:
    """Made, given another role, moved, put out and in again: each with its row."""
    sam = User.objects.create_user("sam", PASSWORD, role="system_admin", org_id="A1")
    User.objects.create_user("before", PASSWORD, role="rm", org_id="S8", branch_id="B1")
    made = identity.create_user(
        "lin", password=PASSWORD, role="rm", by=sam, org_id="S1", branch_id="B1"
    )
    identity.set_role(made, role="branch_head", by=None)
    actions.change(made, by=sam, branch_id="B2")
    actions.set_active(made, active=False, by=sam)
    actions.set_active(made, active=True, by=sam)
    committed()
    heads.seal(bank_home, now=NOW)
    return made


def test_what_actions_changed_agrees_and_older_log_ins_are_not_compared(lin, verified) -> None:
    User.objects.filter(username="before").update(role="business")
    answer = verified()
    assert answer["ok"], answer
    assert not [note for note in answer["notes"] if "log-in" in note]


@pytest.mark.parametrize(
    ("change", "action"),
    [
        ({"role": "business"}, "identity.role_changed"),
        ({"branch_id": "B9"}, "identity.user_changed"),
        ({"is_active": False}, "identity.user_reactivated"),
    ],
)
def test_what_was_changed_by_sql_is_named_with_the_row_that_says_otherwise(
    lin, verified, change: dict[str, Any], action: str
) -> None:
    User.objects.filter(pk=lin.pk).update(**change)
    answer = verified()
    row = Link.objects.get(entry_id=Entry.objects.filter(action=action).latest("pk").pk)
    assert (answer["ok"], answer["where"], answer["first_bad"]) == (False, "people", row.number)
    ((field, value),) = change.items()
    assert f"Log-in lin: {field} is {value!r}" in answer["problem"]
    assert "past the log" in answer["problem"]


def test_a_log_in_that_was_put_in_is_noted(lin, verified) -> None:
    User.objects.create_user("ghost", PASSWORD, role="business")
    assert "The log does not say who made the log-in ghost." in verified()["notes"]
