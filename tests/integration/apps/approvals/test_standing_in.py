"""Delegation: with dates, by the policy, never for the own request, never passed on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.integration.apps.approvals.conftest import NOW

from hengke.apps.approvals.api import decidable, decide, delegate
from hengke.apps.approvals.delegations import end
from hengke.apps.approvals.models import Approval
from hengke.apps.audit.models import Entry
from hengke.kernel.errors import Refused

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 23)


@pytest.fixture
def give(thing, users, in_english):
    def make(giver: str, taker: str, *, first: date = TODAY, days: int = 10, **more):
        return delegate(
            to=users[taker], starts_on=first, ends_on=first + timedelta(days=days - 1),
            reason="on leave", by=users[giver], now=NOW, **more,
        )  # fmt: skip

    return make


def test_a_stand_in_decides_and_both_names_are_in_the_log(asked, give, users):
    give("head", "bo")
    request = asked()
    decided = decide(request, yes=True, by=users["bo"], now=NOW)
    assert (decided.decided_by, decided.on_behalf_of) == (users["bo"], users["head"])
    entry = Entry.objects.get(action="approval.approved")
    assert (entry.by_username, entry.details["on_behalf_of"]) == ("bo", "head")


def test_nobody_decides_the_own_request_through_somebody_they_gave_it_to(asked, give, users):
    give("head", "bo")
    request = asked("head")
    assert not decidable(users["bo"], NOW).exists()
    with pytest.raises(Refused):
        decide(request, yes=True, by=users["bo"], now=NOW)


def test_nobody_decides_the_own_request_with_a_right_they_were_given(asked, give, users):
    give("head", "alice")
    request = asked("alice")
    assert not decidable(users["alice"], NOW).exists()
    with pytest.raises(Refused, match="Who asked"):
        decide(request, yes=True, by=users["alice"], now=NOW)


def test_what_was_given_is_not_passed_on(asked, give, users):
    give("head", "alice")
    with pytest.raises(Refused, match="own role"):
        give("alice", "bo")
    give("business", "other_head")
    give("other_head", "chen")
    request = asked("bo", amount=8000_00)
    assert decidable(users["other_head"], NOW).exists()
    assert not decidable(users["chen"], NOW).exists()
    with pytest.raises(Refused, match="role cannot decide"):
        decide(request, yes=True, by=users["chen"], now=NOW)


def test_a_right_given_away_does_not_make_two_people_of_one(asked, give, users):
    give("head", "bo")
    request = asked(amount=2000_00)
    decide(request, yes=True, by=users["head"], now=NOW)
    with pytest.raises(Refused):
        decide(request, yes=True, by=users["bo"], now=NOW)
    assert Approval.objects.get().state == "waiting"


@pytest.mark.parametrize(("day", "counts"), [(-1, False), (0, True), (9, True), (10, False)])
def test_it_counts_from_the_first_day_through_the_last(asked, give, users, day, counts):
    give("head", "bo", first=TODAY + timedelta(days=5))
    now = NOW + timedelta(days=5 + day)
    asked(now=now)
    assert decidable(users["bo"], now).exists() is counts


def test_it_ends_at_once_and_only_by_the_two(asked, give, users):
    given = give("head", "bo")
    asked()
    with pytest.raises(Refused, match="two people"):
        end(given, by=users["business"], now=NOW)
    end(given, by=users["head"], now=NOW)
    assert not decidable(users["bo"], NOW).exists()
    assert Entry.objects.filter(action="approval.delegation_ended").count() == 1


def test_the_right_of_somebody_who_has_left_is_gone(asked, give, users):
    give("head", "bo")
    asked()
    users["head"].is_active = False
    users["head"].save()
    assert not decidable(users["bo"], NOW).exists()


def test_only_the_kinds_that_were_given(asked, give, users):
    give("head", "bo", only=["test.limited"])
    asked()
    asked(amount=1)
    kinds = decidable(users["bo"], NOW).values_list("kind", flat=True)
    assert list(kinds) == ["test.limited"]


@pytest.mark.parametrize(
    ("giver", "taker", "more", "said"),
    [
        ("head", "head", {}, "themselves"),
        ("head", "auditor", {}, "cannot stand in"),
        ("head", "bo", {"days": 31}, "at the longest"),
        ("head", "bo", {"first": TODAY - timedelta(days=1)}, "begins today"),
        ("head", "bo", {"days": 0}, "ends after"),
        ("head", "bo", {"only": ["unknown"]}, "own role"),
    ],
)
def test_what_the_policy_does_not_allow_is_refused(give, giver, taker, more, said):
    with pytest.raises(Refused, match=said):
        give(giver, taker, **more)


def test_the_page_calls_kinds_by_their_titles(give, users, client, monkeypatch):
    monkeypatch.setattr("hengke.kernel.clock.now", lambda: NOW)
    give("head", "bo", only=["tiering.override"])
    client.force_login(users["head"], "hengke.apps.identity.backends.StaffBackend")
    (told,) = client.get("/approvals/delegations/").context["delegations"]
    assert [str(title) for title in told[1]] == ["Tier by hand"]
