"""Log-in, lock-out, preferences: who gets in, who is told what, and what stays of it."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.integration.conftest import PASSWORD

from hengke.apps.audit.models import Entry
from hengke.apps.identity.api import unlock
from hengke.apps.identity.models import User

CHANGE = "/account/password/"
LOGIN, PREFERENCES, SET = "/account/login/", "/account/preferences/", "/account/preferences/set/"


@pytest.fixture
def person_in(person):
    return person("alice")


def log_in(client, username, password, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_the_right_password_opens_and_leaves_an_audit_row(person_in):
    client = Client()
    answer = log_in(client, "alice", PASSWORD, next="/tiers/radar/")
    assert (answer.status_code, answer["Location"]) == (302, "/tiers/radar/")
    assert Entry.objects.get(action="identity.logged_in").by_username == "alice"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_a_log_in_never_leads_to_another_host(person_in, target):
    assert log_in(Client(), "alice", PASSWORD, next=target)["Location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("alice", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_read_the_same(person_in, name, password):
    answer = log_in(Client(HTTP_COOKIE="hengke_language=en"), name, password)
    assert answer.status_code == 422
    assert "User name or password is not right." in answer.content.decode()


def test_a_failed_log_in_is_written_down_and_a_name_that_nobody_has_is_not(person_in):
    log_in(Client(), "alice", "wrong")
    log_in(Client(), "my-password-in-the-wrong-field", "x")
    rows = Entry.objects.filter(action="identity.log_in_failed").order_by("id")
    assert [(row.target, row.details["known"]) for row in rows] == [("alice", True), ("", False)]


def test_a_lock_is_written_down(person_in):
    for _attempt in range(5):
        log_in(Client(), "alice", "wrong")
    assert Entry.objects.filter(action="identity.locked", target="alice").count() == 1


def test_who_has_left_cannot_log_in(person_in):
    User.objects.update(is_active=False)
    assert log_in(Client(), "alice", PASSWORD).status_code == 422


def test_five_failures_lock_the_log_in_and_the_page_says_for_how_long(person_in):
    client = Client(HTTP_COOKIE="hengke_language=en")
    for _ in range(5):
        answer = log_in(client, "alice", "wrong")
    assert answer.status_code == 429
    page = answer.content.decode()
    assert "This log-in is locked" in page
    assert "15 minutes" in page
    assert log_in(client, "alice", PASSWORD).status_code == 429


@pytest.mark.parametrize(("language", "text"), [("zh-hans", "登录"), ("en", "Log in")])
def test_the_door_speaks_both_languages(db, language, text):
    page = Client(HTTP_COOKIE=f"hengke_language={language}").get(LOGIN).content.decode()
    assert f">{text}</button>" in page


def test_the_door_names_the_bank(db, settings, tmp_path):
    from hengke.pipelines.home import Home, HomeSettings

    settings.HENGKE_HOME = Home.at(tmp_path)
    settings.HENGKE_HOME.write_settings(HomeSettings(bank="衡水湖银行"))
    assert "衡水湖银行" in Client().get(LOGIN).content.decode()


def test_logging_out_ends_the_session(person_in):
    client = Client()
    log_in(client, "alice", PASSWORD)
    client.post("/account/logout/")
    assert client.get(PREFERENCES).status_code == 302
    assert Entry.objects.filter(action="identity.logged_out").count() == 1


def test_preferences_are_kept_with_the_person_and_take_effect_at_once(logged_in):
    client = logged_in("alice")
    chosen = {"language": "en", "theme": "dark", "market": "intl", "density": "compact",
              "keys": "off"}  # fmt: skip
    answer = client.post(SET, {**chosen, "next": PREFERENCES}, follow=True)
    page = answer.content.decode()
    user = User.objects.get(username="alice")
    assert {name: getattr(user, name) for name in chosen} == chosen
    assert "Saved." in page
    for mark in ('lang="en"', 'data-theme="dark"', 'data-market="intl"', 'data-density="compact"',
                 'data-keys="off"'):  # fmt: skip
        assert mark in page
    assert Entry.objects.get(action="identity.preferences_set").details == chosen


def test_one_switch_alone_changes_one_thing_and_says_nothing(logged_in):
    client = logged_in("alice")
    client.post(SET, {"theme": "dark"})
    client.post(SET, {"language": "en"})
    user = User.objects.get(username="alice")
    assert (user.theme, user.language, user.density) == ("dark", "en", "")
    assert "Saved." not in client.get(PREFERENCES).content.decode()


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"language": "fr"}, {"keys": "maybe"}])
def test_a_value_that_is_not_offered_is_refused(logged_in, wrong):
    client = logged_in("alice")
    assert client.post(SET, wrong).status_code == 422
    assert not Entry.objects.exists()


def test_the_page_shows_every_choice_once_and_what_is_chosen(logged_in):
    from hengke.web.preferences import CHOICES

    client = logged_in("bo")
    page = client.get(PREFERENCES)
    assert {group.name for group in page.context["groups"]} == set(CHOICES)
    assert page.content.decode().count(" checked") == len(CHOICES)


NEW = {"old": PASSWORD, "new": "seven-swans-a-swimming", "again": "seven-swans-a-swimming"}


def test_the_own_password_is_changed_with_an_audit_row_and_only_this_session_goes_on(person_in):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        log_in(client, "alice", PASSWORD)
    answer = here.post(CHANGE, NEW)
    assert (answer.status_code, answer["Location"]) == (302, PREFERENCES)
    assert here.get(PREFERENCES).status_code == 200
    assert elsewhere.get(PREFERENCES).status_code == 302
    assert log_in(Client(), "alice", PASSWORD).status_code == 422
    assert log_in(Client(), "alice", NEW["new"]).status_code == 302
    entry = Entry.objects.get(action="identity.password_changed")
    assert (entry.by_username, entry.target, entry.details) == ("alice", "alice", {})


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"old": "wrong"}, "That is not your password so far."),
        ({"again": "another-long-password"}, "The two new passwords differ."),
        ({"new": "short", "again": "short"}, "shorter than 10 characters"),
        ({"new": "1234567890", "again": "1234567890"}, "one that everybody uses"),
        ({"new": PASSWORD, "again": PASSWORD}, "The new password is the old one."),
        ({"again": ""}, "The two new passwords differ."),
    ],
)
def test_a_password_that_will_not_do_is_told_and_the_old_one_stays(person_in, wrong, said):
    User.objects.update(language="en")
    client = Client()
    log_in(client, "alice", PASSWORD)
    answer = client.post(CHANGE, {**NEW, **wrong})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert NEW["new"] not in answer.content.decode()
    assert User.objects.get(username="alice").check_password(PASSWORD)
    assert not Entry.objects.filter(action="identity.password_changed").exists()


def test_what_is_wrong_with_a_password_is_said_in_chinese(person_in):
    client = Client()
    log_in(client, "alice", PASSWORD)
    page = client.post(CHANGE, {**NEW, "new": "short", "again": "short"}).content.decode()
    assert "新密码少于 10 个字符。" in page


def test_whoever_guesses_at_the_password_so_far_is_locked_out(person_in):
    client = Client()
    log_in(client, "alice", PASSWORD)
    answers = [client.post(CHANGE, {**NEW, "old": f"guess-{number}"}) for number in range(5)]
    assert [answer.status_code for answer in answers] == [422] * 4 + [429]
    assert client.post(CHANGE, NEW).status_code != 302
    assert User.objects.get(username="alice").check_password(PASSWORD)


def test_a_change_of_password_and_its_audit_row_vanish_together(person, monkeypatch):
    from hengke.apps.identity import actions

    def full(*_args, **_details):
        raise OSError("the disk is full")

    user = person("alice")
    monkeypatch.setattr(actions, "record", full)
    with pytest.raises(OSError, match="full"):
        actions.change_password(user, password=NEW["new"])
    assert User.objects.get(username="alice").check_password(PASSWORD)


def test_a_change_of_preferences_and_its_audit_row_vanish_together(person, monkeypatch):
    from hengke.apps.identity import actions

    user = person("alice")

    def full(*_args, **_details):
        raise OSError("the disk is full")

    monkeypatch.setattr(actions, "record", full)
    with pytest.raises(OSError, match="full"):
        actions.set_preferences(user, theme="dark")
    assert User.objects.get(username="alice").theme == ""


def test_a_password_like_the_user_name_is_told(person_in):
    User.objects.update(username="alice.wang", language="en")
    client = Client()
    log_in(client, "alice.wang", PASSWORD)
    page = client.post(CHANGE, {**NEW, "new": "alicewang1", "again": "alicewang1"})
    assert "too much like your user name" in page.content.decode()


def test_an_operator_lifts_the_lock_and_it_is_written_down(person_in):
    client = Client()
    for _attempt in range(5):
        log_in(client, "alice", "wrong-password")
    assert log_in(client, "alice", PASSWORD).status_code == 429
    assert unlock("alice", by=None) == 5
    assert log_in(client, "alice", PASSWORD).status_code == 302
    assert Entry.objects.get(action="identity.unlocked").details == {"attempts": 5}
