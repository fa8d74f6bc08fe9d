"""A file of many customers: asked for, allowed by a second person, taken once by who asked."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from hengke.apps.approvals.api import Approval, State, decide
from hengke.apps.audit.models import Entry
from hengke.apps.customers import bulk_files
from hengke.apps.customers.models import Customer
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.policies.approvals.scheme import COUNT, KindRules

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R249")]
LISTS = ("/customers/export/", "/tiers/radar/file/?show=all")


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch, in_english: None) -> None:
    """Three customers leave at once; a branch head allows twenty."""
    limits = {"branch_head": 20, "business": 1000}
    rules = KindRules(7, COUNT, dict.fromkeys(("rm", "branch_head", "business"), 3), 72, limits)
    monkeypatch.setattr("hengke.policies.approvals.ApprovalPolicy.of", lambda self, kind: rules)


def asked(speaking, address=LISTS[0], name="alice") -> Approval:
    """Sent to the page on which it is asked for, and asked for there."""
    client = speaking(name)
    page = client.get(client.post(address).headers["Location"])
    asking = page.context["asking"]
    client.post(
        "/customers/files/ask/",
        {"list": asking["list"], "of": asking["of"], "reason": "Review of the book"},
    )
    return Approval.objects.get()


def allowed(speaking, person, *more) -> Approval:
    found = asked(speaking, *more)
    return decide(found, yes=True, by=person("bo"), now=clock.now())


def body(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("address", LISTS)
def test_many_customers_do_not_leave_at_once_and_no_trace_says_they_did(
    bank, speaking, address
) -> None:
    answer = speaking("alice").post(address)
    assert (answer.status_code, answer.headers["Location"][:17]) == (302, "/customers/files/")
    assert not Entry.objects.exists()


@pytest.mark.parametrize("address", LISTS)
def test_allowed_it_is_taken_once_by_who_asked(bank, speaking, person, address) -> None:
    found = allowed(speaking, person, address)
    assert found.state == State.APPROVED
    client, where = speaking("alice"), f"/customers/files/{found.pk}/"
    assert speaking("bo").post(where).status_code == 404
    rows = body(client.post(where))
    assert rows[-1][0].startswith("Export ")
    assert {row[0] for row in rows[1:-1]} <= set(
        Customer.objects.filter(manager_id="S0001").values_list("pk", flat=True)
    )
    assert len(rows) - 2 == found.amount
    found.refresh_from_db()
    assert found.state == State.CARRIED_OUT
    assert b"taken already" in client.post(where).content
    told = Entry.objects.filter(action__endswith="exported")
    assert told.count() == 1


def test_nobody_allows_the_own_file_and_only_the_own_branch_is_decided_on(
    bank, speaking, person
) -> None:
    found = asked(speaking, LISTS[0], "bo")
    with pytest.raises(Refused, match="Who asked cannot decide"):
        decide(found, yes=True, by=person("bo"), now=clock.now())
    Approval.objects.all().delete()
    found, head = asked(speaking), person("bo")
    type(head).objects.filter(username="alice").update(branch_id="B002")
    with pytest.raises(Refused, match="Your role cannot decide"):
        decide(found, yes=True, by=head, now=clock.now())


def test_a_rejected_file_is_not_taken(bank, speaking, person) -> None:
    found = asked(speaking)
    decide(found, yes=False, by=person("bo"), now=clock.now(), reason="Not needed")
    with pytest.raises(Refused, match="was not allowed"):
        bulk_files.take(found, by=person("alice"), now=clock.now())


def test_after_its_time_it_is_gone_and_that_is_written_down(bank, speaking, person) -> None:
    found, late = allowed(speaking, person), clock.now() + timedelta(hours=73)
    with pytest.raises(Refused, match="time is over"):
        bulk_files.take(found, by=person("alice"), now=late)
    assert bulk_files.ready_for(person("alice"), late) == []
    assert bulk_files.close_old(late) == 1
    found.refresh_from_db()
    assert found.state == State.FAILED


def test_no_more_customers_leave_than_were_allowed(bank, speaking, person) -> None:
    found = allowed(speaking, person)
    Approval.objects.filter(pk=found.pk).update(amount=5)
    made = bulk_files.take(found, by=person("alice"), now=clock.now())
    assert made.rows == 5
    assert "Only the first 5 customers" in made.content.read().decode()


def test_who_lost_the_right_meanwhile_takes_nothing(bank, speaking, person) -> None:
    found, alice = allowed(speaking, person), person("alice")
    type(alice).objects.filter(pk=alice.pk).update(role="data")
    assert speaking("alice").post(f"/customers/files/{found.pk}/").status_code in (403, 404)


def test_a_searched_name_stands_in_no_request(bank, person) -> None:
    with pytest.raises(Refused, match="not by a searched word"):
        bulk_files.ask("customers", "q=陈", reason="needed", by=person("olga"), now=clock.now())
    assert not Approval.objects.exists()


def test_nobody_allows_more_than_the_policy_says(bank, speaking, person) -> None:
    found = asked(speaking, LISTS[0], "olga")
    with pytest.raises(Refused, match="cannot decide"):
        decide(found, yes=True, by=person("bo"), now=clock.now())
