"""A home with keys of its own, a clock that a test can turn, and the app on a person's phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.utils import translation
from tests.integration.conftest import PASSWORD

START = datetime(2026, 11, 26, 9, 0, 10, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = START

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Phone:
    """An authenticator app that knows the secret, and shows the code of an instant."""

    secret: str
    clock: Clock

    def code(self, seconds: int = 0) -> str:
        return pyotp.TOTP(self.secret).at(self.clock.now + timedelta(seconds=seconds))


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Refusals outside a page speak English here; pages go by the reader's own choice."""
    with translation.override("en"):
        yield


@pytest.fixture
def home(settings: Any, tmp_path: Any) -> Any:
    """A bank's own home, no demo."""
    from hengke.pipelines.home import Home, HomeSettings

    settings.HENGKE_HOME = Home.at(tmp_path / "home")
    settings.HENGKE_HOME.write_settings(HomeSettings(bank="衡水湖银行"))
    return settings.HENGKE_HOME


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """What time it is for the house; sessions of Django go by the real clock."""
    from hengke.kernel import clock

    here = Clock()
    monkeypatch.setattr(clock, "now", lambda: here.now)
    return here


@pytest.fixture
def with_app(home: Any, hands: Clock, person: Callable[[str], Any]) -> Callable[[str], Any]:
    """`with_app("olga")`: the person, the phone and the recovery codes."""
    from hengke.apps.identity.factors import actions, codes

    def make(name: str) -> tuple[Any, Phone, list[str]]:
        user, phone = person(name), Phone(codes.new_secret(), hands)
        kept = actions.add_totp(user, secret=phone.secret, code=phone.code())
        hands.turn(seconds=30)
        return user, phone, kept

    return make


@pytest.fixture
def at_factor(with_app: Callable[[str], Any]) -> Callable[[str], Any]:
    """The same with a client for whom the password was right."""

    def make(name: str) -> tuple[Client, Phone, list[str]]:
        _user, phone, kept = with_app(name)
        client = english()
        answer = log_in(client, name)
        assert answer["Location"] == "/account/login/factor/"
        return client, phone, kept

    return make


def log_in(client: Client, name: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/login/", {"username": name, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/account/preferences/").status_code == 200


def english() -> Client:
    """A browser whose pages are in English; a header of cookies would replace the session's."""
    client = Client()
    client.cookies["hengke_language"] = "en"
    return client
