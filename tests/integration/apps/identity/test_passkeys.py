"""Passkeys and security keys: what opens, and why a look-alike page, a copy and a replay do not."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.test import Client
from tests.integration.apps.identity.conftest import english, is_in
from tests.integration.apps.identity.software_key import SoftwareKey
from tests.integration.conftest import PASSWORD

from hengke.apps.audit.models import Entry
from hengke.apps.identity.models import Passkey, RecoveryCode

HERE = {"HTTP_HOST": "localhost:8000"}
ORIGIN = "http://localhost:8000"
LOGIN, FACTOR, ENROL = "/account/login/", "/account/login/factor/", "/account/login/enrol/"


def options_of(page):
    found = re.search(r'data-options="([^"]+)"', page.content.decode())
    return json.loads(html.unescape(found[1])) if found else None


def at_door(client, name="olga"):
    return client.post(LOGIN, {"username": name, "password": PASSWORD}, **HERE)


@pytest.fixture
def key(home, person):
    """Olga has one security key, added at the door, and nothing else."""
    person("olga")
    client, key = english(), SoftwareKey(ORIGIN)
    at_door(client)
    answer = key.made(options_of(client.get(ENROL, **HERE)))
    page = client.post(ENROL, {"answer": answer, "name": "Blue"}, **HERE)
    assert "Recovery codes" in page.content.decode()
    assert f"<b>{home.settings().bank}</b>" in page.content.decode()
    return key


@pytest.fixture
def asked(key):
    """The second step of a log-in: the client and what the browser is asked to sign."""
    client = Client()
    assert at_door(client)["Location"] == FACTOR
    return client, options_of(client.get(FACTOR, **HERE))


def test_a_key_is_added_at_the_door_and_named(key):
    kept = Passkey.objects.get()
    assert (kept.name, kept.uses, RecoveryCode.objects.count()) == ("Blue", 0, 10)
    assert Entry.objects.get(action="identity.factor_added").details == {"kind": "passkey"}


@pytest.mark.requirement("L16")
def test_a_key_opens(key, asked):
    client, options = asked
    assert options["rpId"] == "localhost"
    client.post(FACTOR, {"answer": key.used(options)}, **HERE)
    assert is_in(client)
    assert Passkey.objects.get().uses == 1


@pytest.mark.parametrize(
    "origin", ["http://localhost:8001", "https://localhost:8000", "http://1ocalhost:8000"]
)
def test_what_a_look_alike_page_got_signed_opens_nothing(key, asked, origin):
    client, options = asked
    key.origin = origin
    client.cookies["hengke_language"] = "en"
    page = client.post(FACTOR, {"answer": key.used(options)}, **HERE)
    assert page.status_code == 422
    assert "That key was not accepted" in page.content.decode()
    assert "half a minute" not in page.content.decode()
    assert not is_in(client)


def test_a_signature_for_another_name_opens_nothing(key, asked):
    client, options = asked
    key.name = "evil.example"
    client.post(FACTOR, {"answer": key.used(options)}, **HERE)
    assert not is_in(client)


def test_an_answer_is_taken_once(key, asked):
    client, options = asked
    answer = key.used(options)
    client.post(FACTOR, {"answer": answer}, **HERE)
    thief = Client()
    at_door(thief)
    thief.get(FACTOR, **HERE)
    assert thief.post(FACTOR, {"answer": answer}, **HERE).status_code == 422
    assert thief.post(FACTOR, {"answer": answer}, **HERE).status_code == 422
    assert not is_in(thief)


def test_a_challenge_is_taken_once_also_after_a_wrong_answer(key, asked):
    client, options = asked
    client.post(FACTOR, {"answer": "{}"}, **HERE)
    page = client.post(FACTOR, {"answer": key.used(options)}, **HERE)
    assert page.status_code == 422


def test_a_copied_key_whose_counter_stands_still_is_refused(key, asked):
    client, options = asked
    client.post(FACTOR, {"answer": key.used(options)}, **HERE)
    again = Client()
    at_door(again)
    answer = key.used(options_of(again.get(FACTOR, **HERE)), counts=False)
    assert again.post(FACTOR, {"answer": answer}, **HERE).status_code == 422
    assert not is_in(again)


def test_a_key_that_nobody_touched_opens_nothing(key, asked):
    client, options = asked
    client.post(FACTOR, {"answer": key.used(options, flags=0)}, **HERE)
    assert not is_in(client)


def test_somebody_elses_key_opens_nothing(key, asked):
    client, options = asked
    other = SoftwareKey(ORIGIN, credential=key.credential)
    client.post(FACTOR, {"answer": other.used(options)}, **HERE)
    assert not is_in(client)


def test_under_a_bare_address_no_key_is_offered_and_the_app_is(home, person):
    person("olga")
    client = english()
    client.post(LOGIN, {"username": "olga", "password": PASSWORD}, HTTP_HOST="127.0.0.1:8000")
    page = client.get(ENROL, HTTP_HOST="127.0.0.1:8000")
    assert options_of(page) is None
    assert "Keys need the workbench under a name" in page.content.decode()


def test_keys_are_renamed_and_removed_and_the_last_stays(key, asked):
    client, options = asked
    client.post(FACTOR, {"answer": key.used(options)}, **HERE)
    first = Passkey.objects.get()
    second = SoftwareKey(ORIGIN)
    add = "/account/security/factors/add/"
    client.post(add, {"answer": second.made(options_of(client.get(add, **HERE))), "name": "Blue"},
                **HERE)  # fmt: skip
    assert set(Passkey.objects.values_list("name", flat=True)) == {"Blue", "Blue 2"}
    assert options_of(client.get(add, **HERE))["excludeCredentials"]
    client.post(f"/account/security/factors/keys/{first.pk}/rename/", {"name": "Ring"}, **HERE)
    client.post(f"/account/security/factors/keys/{first.pk}/remove/", **HERE)
    left = Passkey.objects.get()
    assert left.name == "Blue 2"
    assert (
        client.post(f"/account/security/factors/keys/{left.pk}/remove/", **HERE).status_code == 422
    )
    assert Passkey.objects.count() == 1


def test_nobody_touches_somebody_elses_key(key, logged_in):
    pk = Passkey.objects.get().pk
    client = logged_in("alice")
    for verb in ("rename", "remove"):
        answer = client.post(f"/account/security/factors/keys/{pk}/{verb}/", {"name": "mine"})
        assert answer.status_code == 404
    assert Passkey.objects.get().name == "Blue"
