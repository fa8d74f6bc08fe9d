"""What a person gets when something is refused, broken, or the session has ended."""

from __future__ import annotations

from urllib.parse import urlencode

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
    [("", "%2F"), ("nonsense", "%2F"), ("http://[", "%2F"), ("//example.com/x", "%2F")],
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


TASKS = "http://testserver/care/tasks/"
FORM = "http://testserver/privacy/of/C1/"
"""The page on which a form stands that is sent to an address below it."""


def _logs_in(client: Client, target: str) -> Client:
    from tests.integration.conftest import PASSWORD

    form = {"username": "alice", "password": PASSWORD, "next": target}
    answer = client.post("/account/login/", form)
    assert (answer.status_code, answer["Location"]) == (302, target)
    return client


@pytest.mark.parametrize(
    ("came_from", "back"),
    [(FORM, "/privacy/of/C1/"), (f"{FORM}?tab=x", "/privacy/of/C1/?tab=x"), ("", "/"),
     ("https://elsewhere.example/trap/", "/"), ("http://[", "/")],
)  # fmt: skip
def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(
    db, came_from: str, back: str
) -> None:
    answer = Client(headers={"Referer": came_from}).post("/privacy/of/C1/switch/", {"on": "0"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/account/login/?{urlencode({'next': back})}"


@pytest.mark.parametrize(
    "headers", [{"Referer": TASKS}, {**HTMX, "HX-Current-URL": TASKS}], ids=["form", "part"]
)
def test_after_the_log_in_the_page_says_that_nothing_was_carried_out(alice, headers) -> None:
    client = Client(headers=headers)
    client.post("/care/tasks/t1/done/")
    page = _logs_in(client, "/care/tasks/").get("/care/tasks/", headers={"HX-Request": ""})
    said = "之前的会话已结束，您提交的内容没有执行"
    assert said in page.content.decode()
    assert said not in client.get("/").content.decode()


def test_whoever_sent_nothing_is_told_nothing(alice) -> None:
    client = Client()
    client.get("/care/tasks/")
    assert "没有执行" not in _logs_in(client, "/care/tasks/").get("/care/tasks/").content.decode()


@pytest.mark.parametrize(
    ("address", "page"),
    [("/customers/opened/new/", "/customers/opened/"), ("/customers/files/1/", "/customers/files/"),
     ("/duplicates/2/merge/", "/duplicates/2/"), ("/privacy/of/C1/switch/", "/privacy/of/C1/")],
)  # fmt: skip
def test_an_address_that_is_no_page_says_so_and_leads_to_the_page_of_the_form(
    logged_in, address: str, page: str
) -> None:
    client = logged_in("bo")
    answer = client.get(address, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert f'href="{page}"' in answer.content.decode()
    part = client.get(address, headers=HTMX)
    assert (part.status_code, part["HX-Retarget"]) == (405, "#notices")
    assert "<html" not in part.content.decode()


def test_what_a_page_does_not_take_leads_back_to_itself(logged_in) -> None:
    answer = logged_in("alice").post("/duplicates/", {"x": "y"})
    assert answer.status_code == 405
    assert 'href="/duplicates/"' in answer.content.decode()


def test_any_other_empty_error_is_a_page_too(logged_in) -> None:
    answer = logged_in("alice").post("/account/preferences/set/", {"language": "xx"})
    assert answer.status_code == 422
    assert "<html" in answer.content.decode()
