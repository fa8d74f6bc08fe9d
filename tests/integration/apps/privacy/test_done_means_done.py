"""A request is done when what it asks for has happened, and open while somebody has to decide."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hengke.apps.approvals.api import decide
from hengke.apps.approvals.models import Approval
from hengke.apps.customers import record_actions
from hengke.apps.privacy.api import answer, ask_restriction, receive, refuse, something_open, take
from hengke.apps.privacy.models import DataFile, Request, Restriction
from hengke.apps.workbench import privacy_copy
from hengke.kernel import clock
from hengke.kernel.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "home")]
TODAY = clock.today()


@pytest.fixture(params=["customer", "prospect"])
def number(request, place, users):
    """A customer of Alice, and somebody whose record she opened."""
    if request.param == "customer":
        place("A1", name="张三")
        return "A1"
    return record_actions.open_record("person", by=users["alice"], now=clock.now()).pk


@pytest.fixture
def received(number, users):
    def make(kind):
        return receive(number, kind, received_on=TODAY, by=users["alice"], now=clock.now())

    return make


def asked(request, by):
    """A second person is asked for what the request needs."""
    if request.kind == "copy":
        return privacy_copy.ask(request, reason="asked by letter", by=by, now=clock.now())
    return ask_restriction(
        request.customer_id, request=request.pk, requested_on=TODAY, reason="asked by letter",
        by=by, now=clock.now(),
    )  # fmt: skip


def done(request, by):
    return answer(request, text="It is done.", by=by, now=clock.now())


@pytest.mark.parametrize(
    ("kind", "reason"), [("deletion", "was not restricted"), ("copy", "No copy was made")]
)
def test_nothing_is_done_where_nothing_was_done(received, users, client_of, kind, reason):
    request = received(kind)
    with pytest.raises(Refused, match=reason):
        done(request, users["alice"])
    said = {"text": "It is done.", "outcome": "answered"}
    address = f"/privacy/requests/{request.pk}/answer/"
    assert client_of("alice").post(address, said).status_code == 422
    assert Request.objects.get().state == "open"
    assert client_of("alice").post(address, said | {"outcome": "refused"}).status_code == 302
    assert Request.objects.get().state == "refused"


@pytest.mark.parametrize("kind", ["deletion", "copy"])
def test_while_a_second_person_has_to_decide_nobody_answers(received, users, approve, kind):
    request = received(kind)
    waiting = asked(request, users["alice"])
    with pytest.raises(Refused, match="asked a second person") as refusal:
        done(request, users["alice"])
    assert "Risk officer, Business owner" in str(refusal.value.next_step)
    with pytest.raises(Refused, match="asked a second person"):
        refuse(request, text="No.", by=users["business"], now=clock.now())
    assert something_open([request.customer_id], clock.now())
    decide(waiting, yes=False, reason="not proven", by=users["business"], now=clock.now())
    assert refuse(request, text="No.", by=users["business"], now=clock.now()).state == "refused"


@pytest.mark.parametrize("kind", ["deletion", "copy"])
def test_who_refuses_takes_back_what_they_asked_for(received, users, kind):
    request = received(kind)
    waiting = asked(request, users["alice"])
    refuse(request, text="We may not.", by=users["alice"], now=clock.now())
    waiting.refresh_from_db()
    assert waiting.state == "withdrawn"
    assert not something_open([request.customer_id], clock.now())


def test_a_deletion_is_done_once_the_customer_is_restricted(received, users, approve):
    request = received("deletion")
    approve(asked(request, users["alice"]))
    assert done(request, users["business"]).state == "done"


def test_a_restriction_of_before_does_not_answer_a_request_of_today(
    number, received, users, approve
):
    Restriction.objects.create(
        customer_id=number, since=clock.now() - timedelta(days=9), by=users["business"], approval=1
    )
    request = received("deletion")
    with pytest.raises(Refused, match="was not restricted"):
        done(request, users["business"])
    approve(asked(request, users["alice"]))
    assert done(request, users["business"]).state == "done"


def test_a_copy_is_done_once_it_was_taken(received, users, approve):
    request = received("copy")
    approve(asked(request, users["alice"]))
    with pytest.raises(Refused, match="No copy was made and taken"):
        done(request, users["alice"])
    take(DataFile.objects.get(), by=users["alice"], now=clock.now())
    assert done(request, users["alice"]).state == "done"


@pytest.mark.parametrize("kind", ["deletion", "copy"])
def test_nothing_is_carried_out_for_a_request_that_was_answered(received, users, approve, kind):
    """As in a home where requests were closed before their decision."""
    request = received(kind)
    waiting = asked(request, users["alice"])
    Request.objects.update(state="done", answered_by=users["alice"], answered_at=clock.now())
    with pytest.raises(Refused, match="answered meanwhile"):
        approve(waiting)
    assert Approval.objects.get().state == "waiting"
    assert not DataFile.objects.exists()
    assert not Restriction.objects.exists()
