"""API tokens: what they open, for how long, and what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import translation

from hengke.apps.audit.models import Entry
from hengke.apps.identity import right_words, rights
from hengke.apps.identity.api import by_token
from hengke.apps.identity.models import Token, User
from hengke.apps.identity.tokens import actions
from hengke.kernel.errors import Refused

READ, EXPORT = "customers.read", "customers.export"


def made(user, scopes=(READ,), days=30):
    return actions.make(user, name="nightly", scopes=scopes, days=days, by=user)


def test_a_token_opens_what_it_was_made_for(home, person):
    user = person("alice")
    _token, text = made(user, [READ, EXPORT])
    assert by_token(text) == (user, frozenset({READ, EXPORT}))


def test_only_a_digest_is_kept_and_no_part_of_the_secret_is_in_the_log(home, person):
    token, text = made(person("alice"))
    secret = text.split("_", 2)[2]
    kept = {str(value) for value in Token.objects.values().get().values()}
    assert not any(secret in value for value in kept)
    assert token.prefix in text
    assert not any(secret in str(row.details) for row in Entry.objects.all())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1] + ("a" if text[-1] != "a" else "b"),
        lambda text: text.replace("hk_", "xx_"),
        lambda text: text[3:],
        lambda text: text.split("_", 2)[0] + "_00000000_" + text.split("_", 2)[2],
        lambda text: "",
        lambda text: "hk__",
        lambda text: "hk",
    ],
)
def test_what_is_not_the_token_opens_nothing(home, person, change):
    _token, text = made(person("alice"))
    assert by_token(change(text)) is None


def test_a_token_ends_on_its_day_and_at_once_when_revoked(home, hands, person):
    user = person("alice")
    _first, lasting = made(user, days=2)
    token, revoked = made(user)
    actions.revoke(token, by=user)
    assert by_token(revoked) is None
    hands.turn(days=2, seconds=-1)
    assert by_token(lasting) is not None
    hands.turn(seconds=1)
    assert by_token(lasting) is None


def test_a_clock_moved_back_before_it_was_made_does_not_revive_it(home, hands, person):
    _token, text = made(person("alice"), days=1)
    hands.turn(days=-1)
    assert by_token(text) is None


def test_a_token_dies_with_the_log_in_and_shrinks_with_the_role(home, person):
    user = person("bo")
    _token, text = made(user, [READ, "customers.assign"])
    User.objects.filter(pk=user.pk).update(role="rm")
    assert by_token(text)[1] == frozenset({READ})
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert by_token(text) is None


@pytest.mark.parametrize(
    "scopes",
    [[], ["customers.assign"], [READ, "imports.write"], ["identity.change_people"]],
)
def test_nobody_gives_a_token_more_than_the_own_rights(home, person, scopes):
    with pytest.raises(Refused, match=r"only what its owner may|at least one right"):
        made(person("alice"), scopes)
    assert not Token.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 91])
def test_every_token_ends_within_what_the_policy_allows(home, person, days):
    with pytest.raises(Refused, match="from 1 to 90 days"):
        made(person("alice"), days=days)


def test_one_person_has_only_so_many(home, person):
    user = person("alice")
    for _number in range(10):
        made(user)
    with pytest.raises(Refused, match="as many tokens"):
        made(user)


def test_the_first_use_is_written_down_and_later_ones_only_noted(home, hands, person):
    _token, text = made(person("alice"))
    by_token(text)
    hands.turn(minutes=5)
    by_token(text)
    assert Entry.objects.filter(action="identity.token_first_used").count() == 1
    assert Token.objects.get().used_at == hands.now
    assert Token.objects.get().expires_at - Token.objects.get().made_at == timedelta(days=30)


def test_every_right_of_the_policy_has_words_and_a_token_shows_them(home, person):
    assert set(right_words.WORDS) == set(rights.policy().actions())
    made, _text = actions.make(person("alice"), name="x", scopes=[READ], days=1, by=None)
    assert made.may == [(READ, "Read customers")]
    with translation.override("zh-hans"):
        assert made.may == [(READ, "查看客户")]
