"""Sessions: what begins and ends one, how many there are, and what asks for a fresh proof."""

from __future__ import annotations

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.integration.apps.identity.conftest import english, is_in, log_in
from tests.integration.conftest import PASSWORD

from hengke.apps.audit.models import Entry
from hengke.apps.identity.models import LoginSession, Passkey, User
from hengke.kernel import clock

SECURITY, CONFIRM = "/account/security/", "/account/security/confirm/"
ADD, TOKEN = "/account/security/factors/add/", "/account/security/tokens/new/"


def entered(name: str) -> Client:
    client = english()
    log_in(client, name)
    return client


def test_a_cookie_that_was_stolen_is_worthless_after_the_log_out(home, person):
    person("alice")
    client, thief = entered("alice"), Client()
    thief.cookies["hengke_session"] = client.cookies["hengke_session"].value
    assert is_in(thief)
    client.post("/account/logout/")
    assert not is_in(thief)
    assert LoginSession.objects.get().ended_why == "out"


def test_the_session_gets_a_new_key_at_the_password_and_at_the_log_in(at_factor):
    client, phone, _codes = at_factor("olga")
    at_the_door = client.cookies["hengke_session"].value
    client.post("/account/login/factor/", {"code": phone.code()})
    inside = client.cookies["hengke_session"].value
    planted = Client()
    planted.cookies["hengke_session"] = at_the_door
    assert inside != at_the_door
    assert is_in(client)
    assert not is_in(planted)


def test_a_session_that_was_planted_before_the_log_in_opens_nothing(home, person):
    person("alice")
    victim, thief = english(), Client()
    victim.get("/account/login/with/nobody/")
    session = victim.session
    session["x"] = 1
    session.save()
    thief.cookies["hengke_session"] = victim.cookies["hengke_session"].value
    log_in(victim, "alice")
    assert is_in(victim)
    assert not is_in(thief)


def test_who_was_away_longer_than_the_policy_allows_logs_in_again_and_is_told_why(
    home, hands, person
):
    person("alice")
    client = entered("alice")
    hands.turn(minutes=29)
    assert is_in(client)
    hands.turn(minutes=29)
    assert is_in(client)
    hands.turn(minutes=31)
    answer = client.get(SECURITY, follow=True)
    assert answer.redirect_chain[0][0].startswith("/account/login/")
    assert "You were away for a while" in answer.content.decode()
    assert LoginSession.objects.get().ended_why == "idle"


def test_no_session_lasts_longer_than_the_policy_allows(home, hands, person):
    person("alice")
    client = entered("alice")
    for _minutes in range(10 * 60 // 20):
        hands.turn(minutes=20)
        assert is_in(client)
    hands.turn(minutes=20)
    assert not is_in(client)
    assert LoginSession.objects.get().ended_why == "long"


def test_a_clock_that_was_moved_back_lengthens_no_session(home, hands, person):
    person("alice")
    client = entered("alice")
    hands.turn(hours=-3)
    assert not is_in(client)


def test_the_banks_own_policy_counts_at_once(home, hands, person):
    from hengke.policies.identity import shelf

    person("alice")
    client = entered("alice")
    own = home.identity_policies / "standard"
    own.mkdir(parents=True)
    shipped = (shelf.SHIPPED / "standard" / "2020-01-01.toml").read_text(encoding="utf-8")
    (own / "2026-01-01.toml").write_text(
        shipped.replace("idle_minutes = 30", "idle_minutes = 5"), encoding="utf-8"
    )
    hands.turn(minutes=6)
    assert not is_in(client)


def test_beyond_the_most_at_once_the_oldest_ends(home, hands, person):
    person("alice")
    clients = []
    for _number in range(4):
        clients.append(entered("alice"))
        hands.turn(seconds=1)
    assert [is_in(client) for client in clients] == [False, True, True, True]


def test_a_session_is_seen_and_ended_from_another_one(home, person):
    person("alice")
    here, there = entered("alice"), Client(HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux) Firefox/140.0")
    log_in(there, "alice")
    page = here.get(SECURITY).content.decode()
    assert "Firefox 140 · Linux" in page
    assert "127.0.0.1" in page
    other = LoginSession.objects.get(browser__contains="Firefox")
    here.post(f"/account/security/sessions/{other.pk}/end/")
    assert (is_in(here), is_in(there)) == (True, False)
    assert Entry.objects.get(action="identity.session_ended").target == "alice"


def test_nobody_ends_somebody_elses_session(home, person):
    person("alice"), person("ben")
    alice, ben = entered("alice"), entered("ben")
    theirs = LoginSession.objects.get(user__username="ben")
    assert alice.post(f"/account/security/sessions/{theirs.pk}/end/").status_code == 404
    assert is_in(ben)


def test_a_new_password_ends_the_other_sessions_and_their_rows(home, person):
    person("alice")
    here, there = entered("alice"), entered("alice")
    new = "seven-swans-a-swimming"
    here.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert (is_in(here), is_in(there)) == (True, False)
    assert LoginSession.objects.filter(ended_why="password").count() == 1


def test_a_sensitive_page_asks_for_a_fresh_proof_by_password_where_there_is_no_factor(
    home, hands, person
):
    person("alice")
    client = entered("alice")
    assert client.get(ADD).status_code == 200
    hands.turn(minutes=11)
    asked = client.get(ADD)
    assert asked["Location"] == f"{CONFIRM}?next=%2Faccount%2Fsecurity%2Ffactors%2Fadd%2F"
    assert client.post(asked["Location"], {"password": "wrong", "next": ADD}).status_code == 422
    assert client.get(ADD).status_code == 302
    assert client.post(CONFIRM, {"password": PASSWORD, "next": ADD})["Location"] == ADD
    assert client.get(ADD).status_code == 200
    assert Entry.objects.filter(action="identity.confirmed").count() == 1


def test_who_has_a_factor_proves_it_and_the_password_is_not_enough(at_factor, hands):
    client, phone, _codes = at_factor("olga")
    client.post("/account/login/factor/", {"code": phone.code()})
    hands.turn(minutes=11)
    assert client.post(CONFIRM, {"password": PASSWORD, "next": ADD}).status_code == 422
    assert client.post(CONFIRM, {"code": phone.code(), "next": ADD})["Location"] == ADD
    assert client.get(ADD).status_code == 200


def test_a_form_that_comes_too_late_does_nothing_and_says_so(home, hands, person):
    user = person("alice")
    client = entered("alice")
    key = Passkey.objects.create(
        user=user, name="blue", credential="c", data="d", added_at=hands.now
    )
    hands.turn(minutes=11)
    remove = f"/account/security/factors/keys/{key.pk}/remove/"
    answer = client.post(remove, HTTP_REFERER=f"http://testserver{SECURITY}")
    assert answer["Location"] == f"{CONFIRM}?next=%2Faccount%2Fsecurity%2F"
    assert "Nothing was done yet" in client.get(answer["Location"]).content.decode()
    assert Passkey.objects.count() == 1
    part = client.post(remove, HTTP_HX_REQUEST="true")
    assert (part.status_code, part["HX-Redirect"]) == (204, f"{CONFIRM}?next=%2F")


def test_the_way_back_from_a_proof_never_leads_to_another_host(home, hands, person):
    person("alice")
    client = entered("alice")
    answer = client.post(CONFIRM, {"password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"
    hands.turn(minutes=11)
    away = client.post(ADD, HTTP_REFERER="https://evil.example/x")
    assert away["Location"] == f"{CONFIRM}?next=%2F"


def test_a_password_that_was_given_opens_once_to_choose_an_own_one(home, person):
    from hengke.apps.identity.api import reset_password

    person("alice")
    reset_password("alice", password="given-by-the-admin", by=None)
    client, new = english(), "seven-swans-a-swimming"
    assert log_in(client, "alice", "given-by-the-admin")["Location"] == "/account/login/password/"
    assert not is_in(client)
    same = {"new": "given-by-the-admin", "again": "given-by-the-admin"}
    assert client.post("/account/login/password/", same).status_code == 422
    assert client.post("/account/login/password/", {"new": new, "again": new})["Location"] == "/"
    assert is_in(client)
    assert log_in(Client(), "alice", "given-by-the-admin").status_code == 422
    assert log_in(Client(), "alice", new)["Location"] == "/"


def test_a_password_that_was_given_ends_after_its_days(home, hands, person):
    from hengke.apps.identity.api import reset_password

    person("alice")
    reset_password("alice", password="given-by-the-admin", by=None)
    hands.turn(hours=73)
    assert log_in(Client(), "alice", "given-by-the-admin").status_code == 422
    assert User.objects.get(username="alice").once_until is not None


def test_reading_a_page_writes_nothing(home, person):
    person("alice")
    client = entered("alice")
    with CaptureQueriesContext(connection) as queries:
        client.get(SECURITY)
    verbs = {query["sql"].split()[0] for query in queries.captured_queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE"}


def test_tokens_are_made_on_the_page_and_shown_once(home, person):
    person("alice")
    client = entered("alice")
    made = client.post(TOKEN, {"name": "nightly", "days": "30", "scopes": ["customers.read"]})
    text = made.content.decode()
    assert made.status_code == 200
    assert 'value="hk_' in text
    assert made["Cache-Control"].startswith("max-age=0") or "no-store" in made["Cache-Control"]
    secret = text.split('value="hk_')[1].split('"')[0].split("_", 1)[1]
    assert secret not in client.get(SECURITY).content.decode()


def test_why_a_session_ended_is_told_in_the_language_of_the_log_in_page(home, person):
    alice = person("alice")
    client = entered("alice")
    LoginSession.objects.filter(user=alice).update(ended_at=clock.now(), ended_why="role")
    page = client.get("/account/preferences/", follow=True).content.decode()
    assert "Your log-in was changed; log in again." in page
    assert "您的登录名已变更" not in page
