"""The second factor: who needs one, what opens, what is refused, what is never written down."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from django.test import Client
from tests.integration.apps.identity.conftest import english, is_in, log_in
from tests.integration.conftest import PASSWORD

from hengke.apps.audit.models import Entry
from hengke.apps.identity.factors import actions, codes
from hengke.apps.identity.models import RecoveryCode, Totp, User
from hengke.kernel.errors import Refused

FACTOR, ENROL, ENTER = "/account/login/factor/", "/account/login/enrol/", "/account/login/enter/"


def actions_of() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("action", flat=True))


@pytest.mark.requirement("L16")
def test_a_privileged_role_without_a_factor_reaches_only_the_page_to_add_one(home, person):
    person("olga")
    client = Client()
    assert log_in(client, "olga")["Location"] == ENROL
    assert client.get(ENROL).status_code == 200
    for address in ("/", "/account/preferences/", "/account/security/", "/audit/", "/customers/"):
        assert "/account/login/" in client.get(address)["Location"]
    assert not is_in(client)


def test_the_factor_is_added_at_the_door_and_opens_it(home, hands, person):
    person("olga")
    client = english()
    log_in(client, "olga", next="/tiers/")
    secret = re.search(r"<code>([A-Z2-7 ]{30,})</code>", client.get(ENROL).content.decode())[1]
    code = pyotp.TOTP(secret.replace(" ", "")).at(hands.now)
    wrong = client.post(ENROL, {"code": "000000" if code != "000000" else "111111"})
    assert wrong.status_code == 422
    assert "not the one that belongs to this picture" in wrong.content.decode()
    page = client.post(ENROL, {"code": code}).content.decode()
    assert len(re.findall(r"<li><code>[a-z2-7-]{19}</code>", page)) == 10
    assert not is_in(client)
    assert client.post(ENTER)["Location"] == "/tiers/"
    assert is_in(client)
    assert actions_of() == ["identity.factor_added", "identity.logged_in"]


def test_the_picture_says_the_bank_the_name_and_the_secret():
    address = codes.address("JBSWY3DP", username="a:b", bank="衡水 湖")
    parts = urlsplit(address)
    assert (parts.scheme, unquote(parts.path)) == ("otpauth", "/衡水 湖:a:b")
    assert parse_qs(parts.query) == {"secret": ["JBSWY3DP"], "issuer": ["衡水 湖"]}
    svg = codes.picture(address)
    assert svg.startswith("<svg")
    assert "style" not in svg
    assert "script" not in svg


def test_a_demo_asks_for_no_factor_and_says_so(home, person):
    home.change_settings(demo=True)
    person("olga")
    client = english()
    assert "no second factor is asked for" in client.get("/account/login/").content.decode()
    log_in(client, "olga")
    assert is_in(client)


def test_who_has_a_factor_is_asked_for_it_whatever_the_role_and_also_in_a_demo(home, at_factor):
    home.change_settings(demo=True)
    client, phone, _codes = at_factor("alice")
    assert not is_in(client)
    assert client.post(FACTOR, {"code": phone.code()})["Location"] == "/"
    assert is_in(client)


def test_a_role_that_needs_none_gets_in_without(home, person):
    person("alice")
    client = Client()
    log_in(client, "alice")
    assert is_in(client)


def test_an_administrator_can_require_one_of_anybody(home, person):
    person("alice")
    User.objects.update(factor_required=True)
    assert log_in(Client(), "alice")["Location"] == ENROL


@pytest.mark.requirement("L16")
def test_a_code_opens_once(at_factor):
    client, phone, _codes = at_factor("olga")
    seen = phone.code()
    client.post(FACTOR, {"code": seen})
    assert is_in(client)
    thief = Client()
    log_in(thief, "olga")
    assert thief.post(FACTOR, {"code": seen}).status_code == 422
    assert not is_in(thief)


@pytest.mark.parametrize(("seconds", "opens"), [(-60, False), (-30, True), (30, True), (60, False)])
def test_a_phone_whose_clock_is_half_a_minute_off_still_opens(at_factor, hands, seconds, opens):
    hands.turn(minutes=5)
    client, phone, _codes = at_factor("olga")
    hands.turn(minutes=2)
    client.post(FACTOR, {"code": phone.code(seconds)})
    assert is_in(client) is opens


@pytest.mark.parametrize(
    ("typed", "opens"),
    [
        (lambda code: code.translate({ord("0") + n: 0xFF10 + n for n in range(10)}), True),
        (lambda code: f" {code[:3]} {code[3:]} ", True),
        (lambda code: code[:-1] + "衡", False),
        (lambda code: "\x00\u202e\U0001f600衡衡衡", False),
    ],
    ids=["full width", "in groups", "a letter in it", "nothing like it"],
)
def test_a_code_is_read_as_people_type_it(at_factor, hands, typed, opens):
    client, phone, _codes = at_factor("olga")
    hands.turn(minutes=2)
    answer = client.post(FACTOR, {"code": typed(phone.code(0))})
    assert answer.status_code == (302 if opens else 422)
    assert is_in(client) is opens


def test_an_older_code_is_refused_after_a_newer_one(at_factor, hands):
    client, phone, _codes = at_factor("olga")
    hands.turn(minutes=2)
    client.post(FACTOR, {"code": phone.code(30)})
    again = Client()
    log_in(again, "olga")
    assert again.post(FACTOR, {"code": phone.code()}).status_code == 422


def test_a_clock_that_was_moved_back_opens_nothing_with_old_codes(at_factor, hands):
    client, phone, kept = at_factor("olga")
    client.post(FACTOR, {"code": phone.code()})
    hands.turn(minutes=-5)
    other = Client()
    log_in(other, "olga")
    assert other.post(FACTOR, {"code": phone.code()}).status_code == 422
    assert not is_in(other)
    assert other.post(FACTOR, {"code": kept[0]}).status_code == 302
    assert is_in(other)


def test_guessing_closes_the_factor_and_a_right_code_does_not_help_until_time_is_up(
    at_factor, hands
):
    client, phone, _codes = at_factor("olga")
    for guess in range(5):
        client.post(FACTOR, {"code": f"{guess:06}"})
    answer = client.post(FACTOR, {"code": phone.code()})
    assert answer.status_code == 422
    assert "closed until" in answer.content.decode()
    assert actions_of()[-1] == "identity.factor_closed"
    hands.turn(minutes=16)
    log_in(client, "olga")
    client.post(FACTOR, {"code": phone.code()})
    assert is_in(client)


def test_wrong_answers_are_counted_over_several_log_ins(at_factor):
    client, phone, _codes = at_factor("olga")
    for guess in range(5):
        log_in(client, "olga")
        client.post(FACTOR, {"code": f"{guess:06}"})
    log_in(client, "olga")
    client.post(FACTOR, {"code": phone.code()})
    assert not is_in(client)


def test_a_recovery_code_opens_once_and_is_kept_as_a_digest_only(at_factor):
    client, _phone, kept = at_factor("olga")
    client.post(FACTOR, {"code": kept[3].upper().replace("-", " ")})
    assert is_in(client)
    other = Client()
    log_in(other, "olga")
    assert other.post(FACTOR, {"code": kept[3]}).status_code == 422
    assert Entry.objects.get(action="identity.recovery_code_used").details == {"left": 9}
    digests = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert len(digests) == 10
    assert not digests & set(kept)


def test_half_open_doors_close_after_ten_minutes_and_with_the_password(at_factor, hands):
    client, phone, _codes = at_factor("olga")
    hands.turn(minutes=11)
    assert client.post(FACTOR, {"code": phone.code()})["Location"] == "/account/login/"
    log_in(client, "olga")
    user = User.objects.get(username="olga")
    user.set_password("another-long-password")
    user.save()
    assert client.post(FACTOR, {"code": phone.code()})["Location"] == "/account/login/"
    assert not is_in(client)


def test_the_secret_is_sealed_and_no_secret_reaches_the_audit_log(at_factor):
    client, phone, kept = at_factor("olga")
    client.post(FACTOR, {"code": phone.code()})
    client.post(FACTOR, {"code": kept[0]})
    sealed = Totp.objects.get().sealed
    assert sealed.startswith("~")
    assert phone.secret not in sealed
    written = " ".join(f"{row.target} {row.reason} {row.details}" for row in Entry.objects.all())
    assert not any(text in written for text in (phone.secret, *kept, PASSWORD, phone.code()))


def test_the_only_factor_of_a_role_that_needs_one_stays(with_app):
    user, _phone, _codes = with_app("olga")
    with pytest.raises(Refused, match="needs a second factor"):
        actions.remove_totp(user)
    assert Totp.objects.count() == 1


def test_who_needs_none_can_remove_it_and_the_codes_go_with_it(with_app):
    user, _phone, _codes = with_app("alice")
    actions.remove_totp(user)
    assert (Totp.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert actions_of()[-1] == "identity.factor_removed"


def test_new_recovery_codes_replace_the_old_ones(with_app, hands):
    user, _phone, old = with_app("olga")
    new = actions.renew_recovery_codes(user)
    assert not set(old) & set(new)
    assert actions.prove_code(user, old[0]) == ""
    assert actions.prove_code(user, new[0]) == actions.RECOVERY


def test_a_reset_takes_everything_and_ends_the_sessions(at_factor):
    client, phone, _codes = at_factor("olga")
    client.post(FACTOR, {"code": phone.code()})
    actions.reset_factors(User.objects.get(username="olga"), by=None)
    assert not is_in(client)
    assert log_in(Client(), "olga")["Location"] == ENROL
    assert "identity.factors_reset" in actions_of()


@pytest.mark.parametrize("answer", ["{}", "nonsense", '{"id": 1, "rawId": "x"}', "[]", "null"])
def test_a_forged_answer_of_a_key_is_a_wrong_answer(at_factor, answer):
    client, _phone, _codes = at_factor("olga")
    client.get(FACTOR)
    assert client.post(FACTOR, {"answer": answer}).status_code == 422
    assert not is_in(client)
