"""What a person gets when something is refused, broken, or the session has ended."""

from __future__ import annotations

import pytest
from django.test import Client

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/customers/?tier=gold"}


def test_a_part_asked_for_after_the_session_ended_leads_the_page_to_the_log_in(db) -> None:
    answer = Client(headers=HTMX).post("/care/tasks/t1/done/")
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/account/login/?next=%2Fcustomers%2F%3Ftier%3Dgold"


def test_a_whole_page_is_redirected_as_always(db) -> None:
    answer = Client().get("/customers/?tier=gold")
    assert answer["Location"] == "/account/login/?next=/customers/%3Ftier%3Dgold"


@pytest.mark.parametrize(
    ("address", "page"),
    [("", "%2F"), ("nonsense", "nonsense"), ("http://[", "%2F"), ("//example.com/x", "%2Fx")],
)
def test_an_address_that_the_browser_made_up_breaks_nothing(db, address: str, page: str) -> None:
    answer = Client(headers={**HTMX, "HX-Current-URL": address}).get("/care/day/")
    assert answer["HX-Redirect"] == f"/account/login/?next={page}"


def test_a_refusal_for_htmx_is_a_notice_and_for_everybody_else_a_page(logged_in) -> None:
    auditor = logged_in("audrey")
    page = auditor.get("/care/contacts/new/")
    assert page.status_code == 403
    assert "<html" in page.content.decode()
    part = auditor.get("/care/contacts/new/", headers={"HX-Request": "true"})
    assert part.status_code == 403
    assert "<html" not in part.content.decode()
    assert (part["HX-Retarget"], part["HX-Reswap"]) == ("#notices", "beforeend")


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/customers/unknown/", 404)])
def test_what_does_not_exist_says_so_without_a_trace(logged_in, address: str, status: int) -> None:
    answer = logged_in("alice").get(address)
    assert answer.status_code == status
    assert "Traceback" not in answer.content.decode()


def test_what_breaks_is_a_page_without_a_trace(logged_in, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a name and a balance")

    monkeypatch.setattr("hengke.apps.workbench.home_views.reader_of", broken)
    client = logged_in("alice")
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "a name and a balance" not in answer.content.decode()
