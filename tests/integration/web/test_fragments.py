"""Fragments of SQL, templates and scripts in the text fields of the pages that each role can open.

A form is tried once, as the first role that gets it; one that refuses at another field stores
nothing.
The fields come from the pages themselves, so that a new form is tried without anybody naming it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from tests.integration.web import addressed, passive
from tests.integration.web.forms import Form, forms

from hengke.apps.identity.enforcement import routes
from hengke.apps.identity.models import Role

SCRIPT, COMPUTED = "<script>hk()</script>", ("70007", "xhkx")
FRAGMENTS = (
    "'\"; DROP TABLE customers_customer; -- %s %(x)s",
    "{{7|add:70000}}{%widthratio 210021 3 1%}${70000+7}{{'xh'+'kx'}}",
    f"{SCRIPT}\"'><img src=x onerror=hk()>",
    "a\x00b\ud7ff\u202e\U0001f600" + "衡" * 5_000,
)
ROUTES = [(name, pattern) for name, pattern, _view in routes() if not name.startswith("api:")]
PASSED_BY = ("identity:logout",)


@pytest.fixture
def bank(db: None) -> None:
    addressed.fill("褚卫红")


@pytest.mark.long_test
@pytest.mark.sqlite_only(reason="the same forms; what a database makes of text is asked elsewhere")
def test_no_text_field_runs_breaks_or_returns_what_was_written(bank: None) -> None:
    """Each form once, as the first role that gets it."""
    tried: set[Any] = set()
    wrong: list[str] = []
    for role in Role.values:
        client = addressed.client(role)
        fresh = [form for form in _forms(client) if form.key not in tried]
        tried |= {form.key for form in fresh}
        for form in fresh:
            for text in FRAGMENTS:
                wrong += _wrong(_sent(client, form, text), f"{role} {form.address} {text[:9]!r}")
        for address in {form.address for form in fresh}:
            wrong += _wrong(client.get(address, follow=True), f"{role} afterwards {address}")
    assert len(tried) > 20
    assert wrong == []


def test_a_form_is_read_as_a_browser_would_send_it() -> None:
    page = """<form method="post" action="../x/"><input name="a" value="1" type="hidden">
    <input name="b"><textarea name="c"></textarea><select name="d"><option value=""><option
    value="v"></select><input type="date" name="e" value="2026-01-01"></form><input name="f">
    <form><input type="number" name="g"></form>"""
    (form,) = forms(page, where="/in/here/")
    assert (form.method, form.address, form.words) == ("post", "/in/x/", {"b", "c"})
    assert form.filled("z") == {"a": "1", "b": "z", "c": "z", "d": "v", "e": "2026-01-01"}


def test_what_runs_or_breaks_is_seen() -> None:
    assert _wrong(HttpResponse(f"<p>{SCRIPT}</p>"), "x")
    assert _wrong(HttpResponse("<p>70007</p>"), "x")
    assert _wrong(HttpResponse("", status=500), "x")


def _forms(client: Client) -> list[Form]:
    found: dict[Any, Form] = {}
    for name, pattern in ROUTES:
        if name in PASSED_BY:
            continue
        answer = client.get(addressed.address(name, pattern))
        if answer.status_code == 200 and not answer.streaming:
            page = answer.content.decode(errors="replace")
            for form in forms(page, where=answer.request["PATH_INFO"]):
                found.setdefault(form.key, form)
    return list(found.values())


def _sent(client: Client, form: Form, text: str) -> Any:
    cache.clear()  # the guards against guessing and crowding are not what is asked here
    send = client.post if form.method == "post" else client.get
    return send(form.address, form.filled(text), follow=True)


def _wrong(answer: Any, where: str) -> list[str]:
    if answer.status_code >= 500:
        return [f"{where}: {answer.status_code}"]
    if answer.streaming or not answer.get("Content-Type", "text/html").startswith("text/html"):
        return []
    page = answer.content.decode(errors="replace")
    said = [f"{where}: shows {one}" for one in (SCRIPT, *COMPUTED) if one in page]
    return said + [one for one in passive.findings(answer, where=where) if "inline" in one]
