"""Maker and checker: who decides, how often, how much, and what a yes brings with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.integration.apps.approvals.conftest import NOW

from hengke.apps.approvals import actions
from hengke.apps.approvals.api import decide, expire_due, finished, waiting_on, withdraw
from hengke.apps.approvals.models import Approval, State, Voice
from hengke.apps.approvals.policy import NEXT
from hengke.apps.approvals.rights import decidable
from hengke.apps.audit.models import Entry
from hengke.kernel.errors import Refused

pytestmark = pytest.mark.django_db


def states() -> list[str]:
    return list(Approval.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.requirement("R251")
def test_a_yes_of_a_second_person_carries_it_out_with_one_audit_row(asked, thing, users):
    request = asked()
    assert (thing.value, states()) == (1, ["waiting"])
    decided = decide(request, yes=True, by=users["head"], now=NOW, reason="seen")
    assert (thing.value, decided.state, decided.result) == (7, State.CARRIED_OUT, "is 7")
    rows = list(Entry.objects.values_list("action", "by_username", "target", "reason"))
    assert rows == [
        ("approval.requested", "alice", "T1", "needed today"),
        ("approval.approved", "head", "T1", "seen"),
    ]
    assert Entry.objects.last().details == {"kind": "test.plain", "approval": request.pk}


@pytest.mark.requirement("R251")
def test_nobody_decides_the_own_request_whatever_their_role(asked, thing, users):
    request = asked("head")
    with pytest.raises(Refused, match="Who asked cannot decide"):
        decide(request, yes=True, by=users["head"], now=NOW)
    assert (thing.value, states(), Voice.objects.count()) == (1, ["waiting"], 0)


@pytest.mark.requirement("R251")
def test_two_log_ins_of_one_staff_number_are_one_person(asked, thing, users):
    """Asked as a manager, decided as a head: the same hands."""
    request = asked()
    users["head"].org_id = users["alice"].org_id
    users["head"].save()
    with pytest.raises(Refused, match="Who asked cannot decide"):
        decide(request, yes=True, by=users["head"], now=NOW)
    assert request not in decidable(users["head"], NOW)
    assert (thing.value, states(), Voice.objects.count()) == (1, ["waiting"], 0)
    users["head"].org_id = "S0999"
    users["head"].save()
    assert request in decidable(users["head"], NOW)
    assert decide(request, yes=True, by=users["head"], now=NOW).state == State.CARRIED_OUT


def test_the_database_itself_refuses_the_own_decision(asked, users):
    request = asked("head")
    request.state, request.decided_by, request.decided_at = State.APPROVED, users["head"], NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        request.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Voice.objects.create(
            approval=request, asked_by=users["head"], by=users["head"], of=users["head"],
            yes=True, at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize("name", ["alice", "bo", "auditor", "data"])
def test_a_role_without_the_right_does_not_decide(asked, users, name):
    with pytest.raises(Refused):
        decide(asked("head"), yes=True, by=users[name], now=NOW)
    assert states() == ["waiting"]


def test_a_no_needs_a_reason_and_does_nothing(asked, thing, users):
    request = asked()
    with pytest.raises(Refused, match="rejection needs a reason"):
        decide(request, yes=False, by=users["head"], now=NOW, reason=" ")
    decided = decide(request, yes=False, by=users["head"], now=NOW, reason="not today")
    assert (decided.state, thing.value, thing.ended) == (State.REJECTED, 1, ["rejected"])


def test_an_approval_cannot_be_replayed(asked, thing, users):
    """What was carried out, rejected, withdrawn or has failed stays that."""
    request = asked()
    decide(request, yes=True, by=users["head"], now=NOW)
    thing.value = 99
    for yes in (True, False):
        with pytest.raises(Refused, match="already decided"):
            decide(request, yes=yes, by=users["business"], now=NOW, reason="again")
    assert (thing.value, Voice.objects.count()) == (99, 1)


def test_two_who_decide_at_once_one_wins_and_the_other_is_told(asked, users):
    """Both have loaded the same waiting row."""
    request = asked()
    first, second = (Approval.objects.get(pk=request.pk) for _ in range(2))
    decide(first, yes=False, by=users["head"], now=NOW, reason="no proof")
    with pytest.raises(Refused, match="already decided"):
        decide(second, yes=True, by=users["business"], now=NOW)
    assert states() == ["rejected"]


def test_what_changed_meanwhile_is_not_overwritten(asked, thing, users):
    request = asked()
    thing.version = "v2"
    with pytest.raises(Refused, match="changed since"):
        decide(request, yes=True, by=users["head"], now=NOW)
    assert (thing.value, states(), Voice.objects.count()) == (1, ["waiting"], 0)
    decide(request, yes=False, by=users["head"], now=NOW, reason="ask again")
    assert states() == ["rejected"]


def test_a_yes_and_its_work_stand_or_fall_together(asked, thing, users):
    request, thing.breaks = asked(), True
    with pytest.raises(Refused, match="stuck"):
        decide(request, yes=True, by=users["head"], now=NOW)
    assert (states(), Voice.objects.count(), Entry.objects.count()) == (["waiting"], 0, 1)


@pytest.mark.parametrize(
    ("amount", "people", "outcome"),
    [
        (1000_00, ["head"], "carried_out"),
        (1000_01, ["head"], "waiting"),
        (1000_01, ["head", "other_head"], "carried_out"),
        (1000_01, ["head", "business"], "carried_out"),
        (9000_00, ["business"], "carried_out"),
    ],
)
def test_above_a_limit_it_takes_two_or_a_higher_role(asked, users, amount, people, outcome):
    request = asked(amount=amount)
    for name in people:
        decide(request, yes=True, by=users[name], now=NOW)
    assert states() == [outcome]


def test_one_person_is_not_two(asked, users):
    request = asked(amount=2000_00)
    decide(request, yes=True, by=users["head"], now=NOW)
    with pytest.raises(Refused, match="said yes already"):
        decide(request, yes=True, by=users["head"], now=NOW)
    assert states() == ["waiting"]


def test_beyond_the_reach_of_a_role_it_does_not_decide(asked, users):
    request = asked(amount=5000_01)
    with pytest.raises(Refused, match="role cannot decide"):
        decide(request, yes=True, by=users["head"], now=NOW)


def test_more_than_anybody_may_approve_is_refused_at_once(asked):
    with pytest.raises(Refused, match="Nobody in this bank"):
        asked(amount=9000_01)


def test_only_one_waits_for_a_thing_and_it_can_be_taken_back(asked, users, thing):
    first = asked()
    with pytest.raises(Refused, match="already waiting"):
        asked("bo")
    with pytest.raises(Refused, match="Only who asked"):
        withdraw(first, by=users["head"], now=NOW)
    withdraw(first, by=users["alice"], now=NOW)
    assert thing.ended == ["withdrawn"]
    asked("bo")
    asked("bo", id="T2")
    assert states() == ["withdrawn", "waiting", "waiting"]
    assert waiting_on("test.plain", ("thing", "T2"), NOW) is not None


def test_out_of_time_it_cannot_be_decided_and_the_night_writes_it_down(asked, users, thing):
    request, late = asked(), NOW + timedelta(days=30)
    with pytest.raises(Refused, match="in time"):
        decide(request, yes=True, by=users["head"], now=late)
    assert waiting_on("test.plain", ("thing", "T1"), late) is None
    assert expire_due(late - timedelta(seconds=1)) == 0
    assert [expire_due(late), expire_due(late)] == [1, 0]
    assert (states(), thing.ended) == (["expired"], ["expired"])
    assert Entry.objects.get(action="approval.expired").by_username == "system"


def test_one_that_is_out_of_time_gives_way_to_a_new_request(asked):
    asked()
    asked(now=NOW + timedelta(days=31))
    assert states() == ["expired", "waiting"]


@pytest.mark.parametrize("ok", [True, False])
def test_a_job_tells_once_how_its_work_ended(asked, users, ok):
    request = asked()
    Approval.objects.filter(pk=request.pk).update(
        state=State.APPROVED, decided_by=users["head"], decided_at=NOW
    )
    done = finished(request, ok=ok, result="3 rows", now=NOW)
    assert done.state == (State.CARRIED_OUT if ok else State.FAILED)
    with pytest.raises(Refused):
        finished(request, ok=True, result="again", now=NOW)


def test_without_reason_or_right_nothing_is_asked(thing, users, in_english):
    for name, reason in (("alice", " x "), ("auditor", "needed today")):
        with pytest.raises(Refused):
            actions.ask(
                "test.plain", by=users[name], reason=reason, subject=("thing", "T1"), now=NOW
            )
    assert states() == []


def test_the_table_of_states_is_complete_and_ends():
    assert set(NEXT) == set(State)
    assert all(NEXT[state] == () for state in State if state not in ("waiting", "approved"))
