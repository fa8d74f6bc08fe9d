"""Our own passive check: every address that exists, as every role and as a stranger.

The addresses come from the resolver, so that a new page is looked at without anybody naming it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.integration.apps.seeded import POLICY, seed
from tests.integration.conftest import PEOPLE, with_keys
from tests.integration.web import passive

from hengke.pipelines.home import Home, HomeSettings

pytestmark = [
    pytest.mark.slow_test,
    pytest.mark.sqlite_only(reason="headers and forms do not depend on the database"),
]  # fmt: skip
ROLES = {fields["role"]: name for name, fields in PEOPLE.items()}
EXAMPLES = {"name": POLICY, "run_id": "run-1", "customer_id": "C-1", "key": "C-1"}
MANY = 600
PAGE_OF = {"stranger": "/account/login/", "rm": "/account/preferences/"}


@pytest.fixture
def bank(db: None, settings: Any, tmp_path: Path) -> str:
    """A seeded bank in a home of its own; a customer's number."""
    from hengke.apps.customers.models import Customer

    settings.HENGKE_HOME = with_keys(Home(tmp_path / "bank"))
    settings.HENGKE_HOME.write_settings(HomeSettings(policies=(POLICY,)))
    seed()
    return str(Customer.objects.filter(manager_id="S0001").values_list("pk", flat=True).first())


def addresses(customer: str) -> list[str]:
    """One address of every route; unknown arguments are 1, which is as good as any wrong one."""
    found = []
    for name, _, arguments in passive.routes():
        given = {one: EXAMPLES.get(one, "1") for one in arguments}
        for one in ("customer_id", "key"):
            if one in given:
                given[one] = customer
        try:
            found.append(reverse(name, kwargs=given))
        except NoReverseMatch:
            choices = re.findall(r"\((?:\?P<\w+>)?(\w+(?:\|\w+)+)\)", _)
            given["what"] = choices[0].split("|")[0] if choices else "check"
            found.append(reverse(name, kwargs=given))
    return found


@pytest.fixture
def as_role(logged_in: Callable[[str], Client]) -> Callable[[str], Client]:
    return lambda role: Client() if role == "stranger" else logged_in(ROLES[role])


@pytest.mark.parametrize("role", ["stranger", *ROLES])
def test_every_page_passes(bank: str, as_role: Callable[[str], Client], role: str) -> None:
    client = as_role(role)
    found, opened = [], 0
    for address in addresses(bank):
        answer = client.get(address)
        opened += answer.status_code == 200
        found += passive.findings(answer, where=address)
        if role == "rm":
            part = client.get(address, HTTP_HX_REQUEST="true")
            found += passive.findings(part, where=f"{address} as a part")
    assert found == []
    assert opened >= (4 if role == "stranger" else 5)


def test_the_check_sees_what_is_wrong() -> None:
    """Each kind of finding on a page made for it."""
    from django.http import HttpResponse

    bad = HttpResponse(
        "<style>a{}</style><p style='x' onclick='y'><script>1</script><img src='//cdn.example/x'>"
        "<a href='javascript:x'>x</a><form method='post' action='/x'></form><iframe></iframe>",
        status=500,
    )
    bad.content += b"Traceback (most recent call last)"
    bad.headers["Server"] = "granian/2.8"
    bad.set_cookie("plain", "1", samesite="None", domain="example.com")
    found = "\n".join(passive.findings(bad, where="bad"))
    for part in (
        "inline style", "inline script", "inline handler onclick", "//cdn.example", "javascript:",
        "form without a token: /x", "<iframe>", "gives away 'Traceback'", "Server tells",
        "scripts can read", "other sites", "this host alone", "Content-Security-Policy is {}",
        "X-Frame-Options is None", "may be kept",
    ):  # fmt: skip
        assert part in found, part


@pytest.mark.parametrize("role", ["stranger", "rm", "business", "data"])
def test_no_address_takes_a_form_without_its_token(
    bank: str, person: Callable[[str], Any], role: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    if role != "stranger":
        client.force_login(person(ROLES[role]), "hengke.apps.identity.backends.StaffBackend")
    taken = []
    for address in addresses(bank):
        answer = client.post(address, {"next": "/"})
        if answer.status_code not in (302, 401, 403, 404, 405):
            taken.append((address, answer.status_code))
        if answer.status_code == 302:
            assert answer["Location"].startswith("/account/login/"), address
        assert passive.findings(answer, where=address) == []
    assert taken == []


@pytest.mark.parametrize("role", ["stranger", "rm"])
def test_errors_of_every_kind_tell_nothing(
    bank: str, as_role: Callable[[str], Client], role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_role(role)
    client.raise_request_exception = False
    many = {f"field{number}": "x" for number in range(MANY)}
    answers = {
        "no such page": client.get("/no/such/page"),
        "another host": client.get("/account/login/", HTTP_HOST="evil.example"),
        "too many fields": client.post("/account/login/", many),
        "too large": client.post("/account/login/", {"x": "y" * (5 << 20)}),
        "a null": client.get("/account/login/?next=%00"),
        "another method": client.generic("BREW", "/account/login/"),
        "no page": client.get("/account/preferences/set/"),
    }

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("SELECT name FROM customers -- /srv/hengke/secret 13800138000")

    monkeypatch.setattr("hengke.apps.identity.views.render", broken)
    answers["broken"] = client.get(PAGE_OF[role])
    expected = {
        "no such page": 404,
        "another host": 400,
        "too large": 413,
        "broken": 500,
        "no page": 405,
    }
    for kind, answer in answers.items():
        assert passive.findings(answer, where=kind) == []
        assert b"13800138000" not in answer.content
        assert answer.content or answer.status_code < 400, kind
        if kind in expected and not (role == "stranger" and kind == "no such page"):
            assert answer.status_code == expected[kind], kind
    assert answers["too many fields"].status_code == 400


def test_200_megabytes_are_refused_before_a_byte_is_read(db: None) -> None:
    """By their announced size, with a page that says where files belong."""

    class NeverRead:
        def read(self, *_: Any) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    announced = {"CONTENT_LENGTH": str(200 << 20), "wsgi.input": NeverRead()}
    answer = Client().post("/account/login/", HTTP_ACCEPT_LANGUAGE="en", **announced)
    assert answer.status_code == 413
    assert answer.headers["Connection"] == "close"
    assert passive.findings(answer, where="too large") == []


def test_static_files_carry_the_headers_too(db: None) -> None:
    answer = Client().get("/static/hengke/app.css")
    assert answer.status_code == 200
    found = passive.findings(answer, where="app.css")
    assert [one for one in found if "may be kept" not in one] == []  # they are nobody's data


def test_own_scripts_never_make_code_from_text() -> None:
    """The policy of contents would stop them; they do not even try."""
    code = re.compile(r"\beval\s*\(|new Function\s*\(|set(?:Timeout|Interval)\(\s*['\"`]")
    looked = 0
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            if path.endswith(".js") and "hengke" in str(storage.location):
                looked += 1
                assert not code.search((Path(storage.location) / path).read_text()), path
    assert looked >= 2


def test_cookies_under_https_are_secure_and_bound_to_the_host(tmp_path: Path) -> None:
    """In a process of its own: the settings are read once."""
    code = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from django.core.management import call_command
call_command("migrate", verbosity=0)
client = Client()
answer = client.get("/account/login/", secure=True, HTTP_HOST="localhost")
kept = client.post("/account/preferences/set/", {"theme": "dark"}, secure=True)
cookies = {**answer.cookies, **kept.cookies}
told = {name: [bool(c["secure"]), c["path"], c["domain"]] for name, c in cookies.items()}
print(json.dumps({"cookies": told, "session": settings.SESSION_COOKIE_NAME,
    "session_secure": settings.SESSION_COOKIE_SECURE,
    "hsts": answer.headers.get("Strict-Transport-Security", "")}))
"""
    Home(tmp_path).write_settings(HomeSettings())
    own = {
        "HENGKE_HOME": str(tmp_path), "HENGKE_HTTPS": "1",
        "DJANGO_SETTINGS_MODULE": "hengke.server.settings",
    }  # fmt: skip
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**kept, **own}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["session"] == "__Host-hengke_session"
    assert told["session_secure"]
    assert "__Host-hengke_csrf" in told["cookies"]
    assert all(cookie == [True, "/", ""] for cookie in told["cookies"].values()), told
    assert told["hsts"].startswith("max-age=31536000")
