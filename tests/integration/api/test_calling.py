"""What every call has in common: who, how often, problems, pages, tags, keys."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.integration.api.conftest import FOREIGN, OWN

from hengke.apps.api import description, limits
from hengke.apps.api.models import Promise
from hengke.apps.care.models import Contact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bank")]
BACKEND = "hengke.apps.identity.backends.StaffBackend"
CONTACTS = f"/customers/{OWN}/contacts"
Calling = Callable[..., Any]
HAN = re.compile(r"[\u4e00-\u9fff]")


def problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content[:300]
    assert answer["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"].startswith("/api/#")
    assert told["next_step"]
    assert not HAN.search(f"{told['title']} {told['detail']} {told['next_step']}{told['errors']}")
    return told


def test_nobody_gets_a_problem_and_no_log_in_page() -> None:
    for client in (Client(), Client(headers={"Authorization": "Bearer wrong"})):
        for address in ("/api/v1/customers", "/api/v1/nothing", "/api/v1/openapi.json"):
            answer = client.get(address)
            problem(answer, 401)
            assert answer["WWW-Authenticate"].startswith("Bearer")


def test_a_wrong_token_is_nobody_even_beside_a_session(person: Calling) -> None:
    client = Client()
    client.force_login(person("alice"), BACKEND)
    assert client.get("/api/v1/me").status_code == 200
    problem(client.get("/api/v1/me", headers={"Authorization": "Bearer wrong"}), 401)
    problem(client.get("/api/v1/me", headers={"Authorization": "Basic YTpi"}), 401)


def test_a_session_that_logged_out_is_nobody(person: Calling) -> None:
    client, thief = Client(), Client()
    client.force_login(person("alice"), BACKEND)
    thief.cookies = client.cookies.copy()
    assert thief.get("/api/v1/customers").status_code == 200
    client.post("/account/logout/")
    problem(thief.get("/api/v1/customers"), 401)


def test_a_session_writes_only_with_the_token_of_the_form(person: Calling) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person("alice"), BACKEND)
    sent = client.post(f"/api/v1{CONTACTS}", '{"outcome": "reached"}', "application/json")
    problem(sent, 403)
    assert not Contact.objects.exists()


def test_a_token_needs_no_form_and_cannot_do_more_than_it_carries(call: Calling) -> None:
    reader = call("alice", frozenset({"customers.read"}))
    assert reader.get(f"/customers/{OWN}").status_code == 200
    problem(reader.post(CONTACTS, {"outcome": "reached"}), 403)
    problem(reader.get("/radar"), 403)
    assert reader.get("/me").json()["rights"] == {"customers.read": "own"}
    worker = call("alice")
    worker.client.handler.enforce_csrf_checks = True
    assert worker.post(CONTACTS, {"outcome": "reached"}).status_code == 201


def test_what_is_not_there_is_a_problem(call: Calling) -> None:
    alice = call("alice")
    problem(alice.get("/nothing/here"), 404)
    problem(alice.get(f"/customers/{FOREIGN}"), 404)
    assert (
        alice.client.delete(
            "/api/v1/customers", headers={"Authorization": f"Bearer {alice.token}"}
        )["Allow"]
        == "GET"
    )
    problem(alice.post("/customers", {}), 405)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        ("{", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"outcome": "\\ud800"}', "application/json", 422),
        ('{"outcome": "reached", "note": "\\u0000"}', "application/json", 422),
        ('{"outcome": "reached", "note": "' + "x" * 300_000 + '"}', "application/json", 413),
        ("outcome=reached", "application/x-www-form-urlencoded", 415),
        ('{"outcome": "sold"}', "application/json", 422),
    ],
)  # fmt: skip
def test_bodies_that_cannot_be_taken(call: Calling, body: str, kind: str, status: int) -> None:
    alice = call("alice")
    answer = alice.client.post(
        f"/api/v1{CONTACTS}", body, kind, headers={"Authorization": f"Bearer {alice.token}"}
    )
    told = problem(answer, status)
    assert "sold" not in str(told)
    assert not Contact.objects.exists()


def test_a_field_that_nobody_declared_is_refused_by_name(call: Calling) -> None:
    alice = call("alice")
    told = problem(alice.post(CONTACTS, {"outcome": "reached", "extra": "13800138000"}), 422)
    assert told["errors"] == [{"where": "body.extra", "what": "There is no such part."}]
    assert "13800138000" not in str(told)
    assert not Contact.objects.exists()


def test_a_field_that_is_missing_is_named_as_the_caller_writes_it(call: Calling) -> None:
    told = problem(call("alice").post(CONTACTS, {}), 422)
    assert told["errors"] == [{"where": "body.outcome", "what": "It is needed."}]


def test_a_tier_that_the_policy_does_not_have_is_refused(call: Calling) -> None:
    for address, name in (
        ("/customers", "tier"), ("/customers", "was"), ("/positions", "tier"), ("/radar", "tier"),
    ):  # fmt: skip
        told = problem(call("alice").get(address, **{name: "zzz"}), 422)
        assert told["detail"] == "The policy has no such tier."


def test_the_description_says_that_bodies_are_closed() -> None:
    schemas = description.document()["components"]["schemas"]
    bodies = [name for name in schemas if name.endswith("In")]
    assert len(bodies) >= 6
    assert all(schemas[name]["additionalProperties"] is False for name in bodies)


def test_a_parameter_that_nobody_declared_is_refused(call: Calling) -> None:
    told = problem(call("alice").get("/customers", teir="gold"), 422)
    assert told["errors"] == [{"where": "query.teir", "what": "There is no such parameter."}]
    assert "gold" not in str(told)
    assert "limit" in told["next_step"]
    problem(call("alice").get("/customers", limit=201), 422)
    problem(call("alice").get("/customers", aum_from="a lot"), 422)


@pytest.mark.parametrize(
    ("asked", "chinese"),
    [("", False), ("en", False), ("zh-CN,zh;q=0.9,en;q=0.8", True), ("fr, en;q=0.5", False),
     ("de,zh-Hans;q=0.7", True), ("en, zh;q=0.3", False), ("zh;q=0", False), ("%%%", False)],
)  # fmt: skip
def test_a_problem_is_in_one_language_whatever_its_owner_reads(
    call: Calling, person: Calling, asked: str, chinese: bool
) -> None:
    """English, or Chinese where the call prefers it: title, detail, next step, every part."""
    person("bo").__class__.objects.filter(username="bo").update(language="zh-hans")
    bo = call("bo")
    headers = {"Accept-Language": asked} if asked else {}
    hook = {"url": "https://10.0.0.1/", "events": ["customer.assigned"]}
    answers = [
        bo.get("/customers", limit=201, headers=headers), bo.get("/nothing", headers=headers),
        bo.get("/customers", tierr="x", headers=headers), bo.post("/webhooks", hook, **headers),
        bo.client.get("/api/v1/me", headers={"Authorization": "Bearer wrong", **headers}),
    ]  # fmt: skip
    for answer in answers:
        told = answer.json()
        assert answer["Content-Language"] == ("zh-hans" if chinese else "en")
        said = [told["title"], told["next_step"], *(one["what"] for one in told["errors"])]
        for text in [*said, *([told["detail"]] if told["detail"] else [])]:
            assert bool(HAN.search(text)) is chinese, text


def test_the_way_out_names_what_is_missing(call: Calling) -> None:
    reader = call("alice", frozenset({"customers.read"}))
    assert "tiering.read" in problem(reader.get("/radar"), 403)["next_step"]
    assert "GET" in problem(reader.post("/customers", {}), 405)["next_step"]
    assert "Bearer" in problem(Client().get("/api/v1/me"), 401)["next_step"]
    assert "list" in problem(reader.get(f"/customers/{FOREIGN}"), 404)["next_step"]


def test_every_kind_of_mistake_has_words() -> None:
    """Each word that pydantic has for one leads to words of the house, without the value."""
    from pydantic_core._pydantic_core import list_all_errors

    from hengke.apps.api import wrong_words

    for one in list_all_errors():
        said = wrong_words.said(one["type"], one["example_context"] or {})
        assert said
        assert "%(" not in said


def test_text_that_looks_like_a_template_or_sql_stays_text(call: Calling) -> None:
    alice, odd = call("alice"), "{{ 7*7 }}{% debug %}'; DROP TABLE care_contact; --"
    made = alice.post(CONTACTS, {"outcome": "reached", "note": odd})
    assert made.json()["note"] == odd
    assert alice.get(CONTACTS).json()["items"][0]["note"] == odd
    assert alice.get("/customers", q=odd[:60]).json()["items"] == []


def test_pages_by_key_meet_every_row_once(call: Calling) -> None:
    olga, seen, cursor = call("olga"), [], None
    while True:
        asked = {"limit": 7, **({"cursor": cursor} if cursor else {})}
        answer = olga.get("/customers", **asked)
        seen += [row["customer_id"] for row in answer.json()["items"]]
        cursor = answer.json()["next"]
        if cursor is None:
            assert "Link" not in answer
            break
        assert 'rel="next"' in answer["Link"]
        address = re.match(r"<(/api/v1[^>]+)>", answer["Link"])
        assert address
        assert (
            olga.client.get(
                address[1], headers={"Authorization": f"Bearer {olga.token}"}
            ).status_code
            == 200
        )
    assert len(seen) == len(set(seen)) == 30


def test_a_cursor_fits_its_own_list_and_reader(call: Calling) -> None:
    olga = call("olga")
    cursor = olga.get("/customers", limit=2).json()["next"]
    assert olga.get("/customers", limit=2, cursor=cursor).status_code == 200
    problem(olga.get("/customers", limit=2, cursor=cursor, kind="person"), 422)
    problem(olga.get("/positions", limit=2, cursor=cursor), 422)
    problem(call("bo").get("/customers", limit=2, cursor=cursor), 422)
    problem(olga.get("/customers", limit=2, cursor=f"{cursor[:-1]}x"), 422)


def test_a_cursor_tells_nothing_of_the_row_that_it_stands_behind(call: Calling) -> None:
    last = call("olga").get("/customers", limit=2).json()
    cursor = last["next"]
    read = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert last["items"][-1]["customer_id"].encode() not in read
    assert last["items"][-1]["customer_id"] not in cursor


def test_a_read_is_not_sent_twice(call: Calling) -> None:
    alice = call("alice")
    first = alice.get(f"/customers/{OWN}")
    again = alice.get(f"/customers/{OWN}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = alice.get(f"/customers/{OWN}", headers={"If-None-Match": '"other"'})
    assert other.content == first.content


@pytest.mark.parametrize("address", ["/customers", "/radar", "/positions", "/tasks"])
def test_a_page_of_a_list_is_not_sent_twice_either(call: Calling, address: str) -> None:
    """Its cursor is the same as long as the place is; nobody else's is."""
    head = call("bo")
    first = head.get(address, limit=1)
    assert first.status_code == 200, first.content
    assert first.json()["next"]
    again = head.get(address, limit=1, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Link"] == first["Link"]
    after = head.get(address, limit=1, cursor=first.json()["next"])
    assert after["ETag"] != first["ETag"]


def test_what_is_no_cursor_is_refused(call: Calling) -> None:
    for odd in ("", "=", "游标", "AAAA", "A" * 1999, "a+b/"):
        problem(call("olga").get("/customers", cursor=odd), 422)


def test_a_write_holds_for_what_was_read(call: Calling) -> None:
    alice = call("alice")
    task = alice.get("/tasks").json()["items"][0]["task_key"]
    tag = alice.get(f"/tasks/{task}")["ETag"]
    until = {"until": "2026-10-30"}
    assert alice.post(f"/tasks/{task}/snooze", until, If_Match=tag).status_code == 200
    problem(alice.post(f"/tasks/{task}/done", If_Match=tag), 412)
    fresh = alice.get(f"/tasks/{task}")["ETag"]
    assert alice.post(f"/tasks/{task}/done", If_Match=fresh).json()["status"] == "done"


def test_the_same_key_does_it_once(call: Calling) -> None:
    alice, body = call("alice"), {"outcome": "reached", "note": "kept apart"}
    first = alice.post(CONTACTS, body, Idempotency_Key="k-1")
    again = alice.post(CONTACTS, body, Idempotency_Key="k-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"
    assert Contact.objects.count() == 1
    problem(alice.post(CONTACTS, {"outcome": "declined"}, Idempotency_Key="k-1"), 409)
    assert "kept apart" not in str(Promise.objects.values_list())


def test_a_key_is_one_persons(call: Calling) -> None:
    body = {"outcome": "reached"}
    call("alice").post(CONTACTS, body, Idempotency_Key="k-1")
    problem(call("rita").post(CONTACTS, body, Idempotency_Key="k-1"), 404)
    assert call("bo").post(CONTACTS, body, Idempotency_Key="k-1").status_code == 201


def test_the_second_of_two_at_once_is_told_to_wait(call: Calling, person: Calling) -> None:
    alice, body = call("alice"), {"outcome": "reached"}
    alice.post(CONTACTS, body, Idempotency_Key="k-1")
    Promise.objects.update(status=None, answer=None)  # as while the first call runs
    answer = alice.post(CONTACTS, body, Idempotency_Key="k-1")
    problem(answer, 409)
    assert answer["Retry-After"] == "1"
    assert Contact.objects.count() == 1


def test_a_key_of_what_was_refused_is_free_again(call: Calling) -> None:
    alice = call("alice")
    task = alice.get("/tasks").json()["items"][0]["task_key"]
    late = alice.post(f"/tasks/{task}/snooze", {"until": "2036-10-30"}, Idempotency_Key="k-1")
    told = problem(late, 422)
    assert told["next_step"] == "Choose a day within that time."
    assert not Promise.objects.exists()


def test_more_calls_than_a_minute_has_are_refused(
    call: Calling, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from hengke.apps.webhooks.api import limits as policy

    monkeypatch.setattr(limits, "limits", lambda: replace(policy(), per_minute=3))
    alice = call("alice")
    left = [int(alice.get("/me")["RateLimit-Remaining"]) for _ in range(3)]
    assert left == [2, 1, 0]
    for program in (alice, call("alice")):
        refused = program.get("/me")
        problem(refused, 429)
        assert 0 < int(refused["Retry-After"]) <= 60
    limits.forget()  # another web process knows it, too
    problem(alice.get("/me"), 429)
    assert call("bo").get("/me").status_code == 200


def test_what_breaks_is_a_problem_without_its_reason(
    call: Calling, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("number 13812341234")

    monkeypatch.setattr("hengke.apps.api.care.care.record_contact", broken)
    told = problem(call("alice").post(CONTACTS, {"outcome": "reached"}, Idempotency_Key="k"), 500)
    assert "1381" not in str(told)
    assert not Promise.objects.exists()


def test_no_other_origin_is_let_in(call: Calling) -> None:
    answer = call("alice").get("/me", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]
