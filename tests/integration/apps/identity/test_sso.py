"""Single sign-on with a real provider in a second process: the whole dance, and every bad step."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from tests.integration.apps.identity.conftest import english, is_in
from tests.provider.__main__ import PASSWORD as THERE
from tests.provider.__main__ import SECRET

from hengke.apps.audit.models import Entry
from hengke.apps.identity.models import LoginSession, Subject, User
from hengke.apps.identity.sso import providers
from hengke.kernel.errors import PolicyError

pytestmark = pytest.mark.slow_test
REPOSITORY = Path(__file__).resolve().parents[4]
BEGIN = "/account/login/with/bank/"
CALLBACK = f"http://testserver{BEGIN}done/"
START_SECONDS = 180.0


@dataclass
class Provider:
    issuer: str
    folder: Path

    def bend(self, **claims: Any) -> None:
        (self.folder / "behaviour.json").write_text(json.dumps(claims), encoding="utf-8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = tmp_path_factory.mktemp("provider")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    found = Provider(f"http://127.0.0.1:{port}/o", folder)
    found.bend()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.provider", str(folder), str(port), CALLBACK],
        cwd=REPOSITORY, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                requests.get(f"{found.issuer}/.well-known/openid-configuration", timeout=2)
                break
            except requests.RequestException:
                assert process.poll() is None, "the provider ended"
                assert time.monotonic() < deadline, "the provider did not answer"
                time.sleep(0.2)
        yield found
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def provider(running: Provider, home: Any, db: None) -> Provider:
    running.bend()
    configure(home, running)
    return running


def configure(home: Any, running: Provider, **more: Any) -> None:
    secret = home.path / "secret"
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    lines = {
        "title": "行内统一认证", "issuer": running.issuer, "client_id": "hengke",
        "client_secret_file": str(secret), **more,
    }  # fmt: skip
    tables = {key: value for key, value in lines.items() if isinstance(value, dict)}
    text = "".join(f"{k} = {json.dumps(v)}\n" for k, v in lines.items() if k not in tables)
    for name, table in tables.items():
        text += f"[{name}]\n" + "".join(f"{k} = {json.dumps(v)}\n" for k, v in table.items())
    home.sso.mkdir(exist_ok=True)
    (home.sso / "bank.toml").write_text(text, encoding="utf-8")


def at_provider(client: Client, name: str, target: str = "/tiers/") -> str:
    """From our log-in page to the provider, in there, and the address that leads back."""
    away = client.get(BEGIN, {"next": target})
    assert away.status_code == 302
    with requests.Session() as browser:
        page = browser.get(away["Location"], timeout=30)
        answer = browser.post(
            page.url, data={"username": name, "password": THERE,
                            "next": parse_qs(urlsplit(page.url).query)["next"][0],
                            "csrfmiddlewaretoken": browser.cookies["csrftoken"]},
            allow_redirects=False, timeout=30,
        )  # fmt: skip
        back = browser.get(
            f"{page.url.split('/login/')[0]}{answer.headers['Location']}", allow_redirects=False,
            timeout=30,
        )  # fmt: skip
    address = str(back.headers["Location"])
    assert address.startswith(CALLBACK)
    return address.removeprefix("http://testserver")


def problem() -> str:
    return str(Entry.objects.get(action="identity.sso_failed").details["problem"])


def test_the_whole_dance_opens_the_log_in_of_the_claim(provider, person):
    person("alice")
    client = Client()
    assert "行内统一认证" in client.get("/account/login/").content.decode()
    answer = client.get(at_provider(client, "alice"))
    assert (answer.status_code, answer["Location"]) == (302, "/tiers/")
    assert is_in(client)
    assert LoginSession.objects.get().way == "sso:bank"
    actions = list(Entry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["identity.sso_bound", "identity.logged_in"]


def test_the_request_carries_state_nonce_and_pkce(provider):
    asked = parse_qs(urlsplit(Client().get(BEGIN)["Location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert all(len(asked[name][0]) >= 20 for name in ("state", "nonce", "code_challenge"))


def test_a_privileged_role_still_proves_its_second_factor_here(provider, person):
    person("olga")
    client = Client()
    assert client.get(at_provider(client, "olga"))["Location"] == "/account/login/enrol/"
    assert not is_in(client)


def test_a_second_factor_at_the_provider_counts_where_the_bank_says_so(provider, home, person):
    configure(home, provider, second_factor_amr=["mfa"])
    person("olga")
    provider.bend(amr=["pwd"])
    weak = Client()
    assert weak.get(at_provider(weak, "olga"))["Location"] == "/account/login/enrol/"
    provider.bend(amr=["pwd", "mfa"])
    client = Client()
    client.get(at_provider(client, "olga"))
    assert is_in(client)


@pytest.mark.parametrize(
    ("bent", "said"),
    [
        ({"nonce": "another"}, "invalid_claim"),
        ({"aud": "another-client"}, "invalid_claim"),
        ({"iss": "https://evil.example"}, "invalid_claim"),
        ({"expired": True}, "expired_token"),
        ({"sub": ""}, "no_id_token"),
    ],
)
def test_a_token_that_is_not_right_opens_nothing(provider, person, bent, said):
    person("alice")
    provider.bend(**bent)
    client = english()
    answer = client.get(at_provider(client, "alice"))
    assert answer.status_code == 403
    assert "could not be trusted" in answer.content.decode()
    assert problem() == said
    assert not is_in(client)


def test_nobody_gets_a_log_in_by_having_an_account_there(provider):
    client = english()
    answer = client.get(at_provider(client, "stranger"))
    assert answer.status_code == 403
    assert "nobody has made a log-in for you" in answer.content.decode()
    assert (problem(), User.objects.count()) == ("unknown_person", 0)


def test_who_has_left_does_not_come_back_through_the_provider(provider, person):
    person("alice")
    User.objects.update(is_active=False)
    client = Client()
    assert client.get(at_provider(client, "alice")).status_code == 403
    assert not is_in(client)


def test_a_code_opens_once_and_only_in_the_browser_that_asked_for_it(provider, person):
    person("alice")
    client, thief = Client(), Client()
    address = at_provider(client, "alice")
    assert thief.get(address).status_code == 403
    assert client.get(address).status_code == 302
    again = Client()
    again.cookies = client.cookies
    assert again.get(address).status_code == 403
    assert not is_in(thief)


@pytest.mark.parametrize("error", ["13800138000", "a@b.com", "call the help desk 0592-5551234"])
def test_a_stranger_who_began_nothing_gets_one_answer_and_writes_no_row(home, db, error):
    configure(home, Provider("http://127.0.0.1:9/o", home.path))
    for query in ({"error": error}, {"error": error, "state": error}, {"code": error}, {}):
        answer = english().get(f"{BEGIN}done/", query)
        assert answer.status_code == 403
        assert error not in re.sub("<[^>]*>", "", answer.content.decode())
        assert "No log-in was begun in this browser" in answer.content.decode()
    assert english().get(BEGIN).status_code == 403
    assert not Entry.objects.exists()


def test_the_words_of_an_error_are_a_closed_list_and_an_answer_counts_once(provider):
    client = english()
    for error, word in (("a@b.com", "other"), ("access_denied", "access_denied")):
        state = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)["state"][0]
        answers = [client.get(f"{BEGIN}done/", {"error": error, "state": state}) for _ in "12"]
        assert [answer.status_code for answer in answers] == [403, 403]
        assert word in answers[0].content.decode()
        assert "a@b.com" not in answers[0].content.decode()
        assert "No log-in was begun" in answers[1].content.decode()
    rows = Entry.objects.filter(action="identity.sso_failed").order_by("id")
    assert [row.details["problem"] for row in rows] == ["other", "access_denied"]


def test_an_answer_that_names_another_issuer_is_a_mix_up(provider, person):
    person("alice")
    client = Client()
    assert client.get(f"{at_provider(client, 'alice')}&iss=https://evil.example").status_code == 403
    assert problem() == "mix_up"


def test_an_account_there_stays_bound_to_the_log_in_that_it_first_opened(provider, person):
    person("alice")
    client = Client()
    client.get(at_provider(client, "alice"))
    provider.bend(preferred_username="alice")
    thief = Client()
    assert thief.get(at_provider(thief, "stranger")).status_code == 403
    assert problem() == "bound_elsewhere"
    assert Subject.objects.count() == 1


def test_roles_come_from_the_token_only_by_the_banks_table(provider, home, person):
    person("alice")
    configure(home, provider, roles_claim="groups", roles={"crm-business": "business"})
    client = Client()
    assert client.get(at_provider(client, "alice")).status_code == 403
    assert problem() == "no_role"
    provider.bend(groups=["crm-business"])
    client.get(at_provider(client, "alice"))
    assert User.objects.get(username="alice").role == "business"
    assert Entry.objects.get(action="identity.role_changed").details["before"] == "rm"


def test_a_role_from_a_token_keeps_people_apart_and_ends_older_sessions(provider, home, person):
    """A head without a branch is none; and what a session could do ends with the role."""
    user = person("alice")
    configure(home, provider, roles_claim="groups", roles={"g-head": "branch_head", "g-rm": "rm"})
    client = Client()
    provider.bend(groups=["g-rm"])
    client.get(at_provider(client, "alice"))
    assert is_in(client)
    User.objects.filter(pk=user.pk).update(branch_id="")
    provider.bend(groups=["g-head"])
    refused = Client()
    assert refused.get(at_provider(refused, "alice")).status_code == 403
    assert problem() == "no_place"
    assert User.objects.get(pk=user.pk).role == "rm"
    User.objects.filter(pk=user.pk).update(branch_id="B001")
    new = Client()
    new.get(at_provider(new, "alice"))
    assert User.objects.get(pk=user.pk).role == "branch_head"
    assert is_in(new)
    assert not is_in(client)


def test_a_log_in_is_made_only_where_the_bank_configured_it(provider, home):
    roles = {"crm-rm": "rm"}
    configure(home, provider, creates=True, roles_claim="groups", roles=roles)
    client = Client()
    client.get(at_provider(client, "newcomer"))
    assert is_in(client)
    made = User.objects.get(username="newcomer")
    assert (made.role, made.display_name) == ("rm", "N. newcomer")


def test_logging_out_here_offers_to_log_out_there(provider, person):
    person("alice")
    client = Client()
    client.get(at_provider(client, "alice"))
    left = client.post("/account/logout/")["Location"]
    assert left == "/account/login/?left=bank"
    page = client.get(left).content.decode()
    assert f'href="{BEGIN}leave/"' in page
    away = urlsplit(client.get(f"{BEGIN}leave/")["Location"])
    assert f"{away.scheme}://{away.netloc}" == provider.issuer.removesuffix("/o")
    assert parse_qs(away.query)["client_id"] == ["hengke"]


def test_a_provider_that_cannot_be_reached_is_said(home, db):
    configure(home, Provider("http://127.0.0.1:9/o", home.path))
    answer = english().get(BEGIN)
    assert answer.status_code == 403
    assert "cannot be reached" in answer.content.decode()


def test_an_unknown_provider_is_no_page(home, db):
    assert Client().get("/account/login/with/nobody/").status_code == 404


def test_a_file_with_a_mistake_leaves_the_log_in_page_open(home, db):
    home.sso.mkdir()
    (home.sso / "bad.toml").write_text("issuer = ", encoding="utf-8")
    assert english().get("/account/login/").status_code == 200
    assert english().get("/account/login/with/bad/").status_code == 404


GOOD = {"title": "T", "issuer": "https://x.example", "client_id": "c"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://login.bank.example"},
        {"client_secret": "in-plain-text"},
        {"roles": {"g": "security_admin"}, "roles_claim": "groups"},
        {"creates": True},
        {"colour": "red"},
    ],
)
def test_a_file_that_would_be_unsafe_is_refused(wrong):
    with pytest.raises(PolicyError):
        providers.parse("bank", {**GOOD, **wrong})
