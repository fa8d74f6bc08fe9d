"""The page of a request says how far it has come, from who asked to the file that was taken."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hengke.apps.approvals.api import decide
from hengke.apps.approvals.models import Approval
from hengke.apps.privacy.api import receive
from hengke.apps.privacy.models import DataFile
from hengke.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english", "home")]
TODAY = clock.today()
FORM = 'name="reason"'


@pytest.fixture
def received(place, users):
    place("A1", name="张三")

    def make(kind):
        return receive("A1", kind, received_on=TODAY, by=users["alice"], now=clock.now())

    return make


@pytest.fixture
def page(client_of):
    def read(request, name="alice"):
        answer = client_of(name).get(f"/privacy/requests/{request.pk}/")
        return " ".join(answer.content.decode().split())

    return read


@pytest.fixture
def ask(client_of):
    def make(request, reason="PIPL 45, by letter"):
        address = f"/privacy/requests/{request.pk}/ask/"
        assert client_of("alice").post(address, {"reason": reason}).status_code == 302
        return Approval.objects.latest("pk")

    return make


def test_before_anything_is_asked_there_is_the_form(received, page):
    shown = page(received("copy"))
    assert FORM in shown
    assert 'id="course"' not in shown


@pytest.mark.parametrize("kind", ["copy", "deletion"])
def test_what_waits_is_said_with_who_decides_and_no_second_form(received, page, ask, kind):
    request = received(kind)
    asked = ask(request)
    shown = page(request)
    assert FORM not in shown
    assert "Asked for by alice" in shown
    assert "PIPL 45, by letter" in shown
    assert "It waits for a second person (Risk officer, Business owner)" in shown
    assert f"/approvals/{asked.pk}/" in shown
    assert f"/approvals/{asked.pk}/" not in page(request, "head")


def test_a_no_is_said_with_its_reason_and_may_be_asked_again(received, page, ask, users):
    request = received("copy")
    decide(ask(request), yes=False, by=users["business"], now=clock.now(), reason="who is it?")
    shown = page(request)
    assert "Not allowed by business" in shown
    assert "who is it?" in shown
    assert FORM in shown
    ask(request, "seen with the passport")
    assert "seen with the passport" in page(request)


def test_what_nobody_decided_may_be_asked_again(received, page, ask):
    request = received("copy")
    ask(request)
    Approval.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    shown = page(request)
    assert "Nobody decided in time." in shown
    assert FORM in shown


def test_the_file_waits_for_who_asked_and_is_taken_there(received, page, ask, approve, client_of):
    request = received("copy")
    approve(ask(request))
    kept = DataFile.objects.get()
    shown = page(request)
    assert "Allowed by business" in shown
    assert "The file waits for you" in shown
    assert f'action="/privacy/files/{kept.pk}/"' in shown
    assert FORM not in shown
    other = page(request, "head")
    assert "The file waits for alice" in other
    assert "/privacy/files/" not in other
    assert client_of("alice").post(f"/privacy/files/{kept.pk}/").status_code == 200
    shown = page(request)
    assert "The file was taken by alice" in shown
    assert FORM not in shown
    assert "/privacy/files/" not in shown


def test_a_file_that_nobody_took_in_time_may_be_asked_for_again(received, page, ask, approve):
    request = received("copy")
    approve(ask(request))
    DataFile.objects.update(ends_at=clock.now() - timedelta(seconds=1))
    shown = page(request)
    assert "Nobody took the file" in shown
    assert FORM in shown


def test_a_restriction_that_was_carried_out_is_said_and_not_asked_twice(
    received, page, ask, approve
):
    request = received("deletion")
    approve(ask(request))
    shown = page(request, "business")
    assert "Allowed by business" in shown
    assert FORM not in shown
