"""A request that met another one at the same row is done again; twice is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse

from hengke.kernel.errors import Refused

WORD = "harbour-lights-1987"
VIEW = "hengke.apps.workbench.home_views.reader_of"


def clash(sqlstate: str = "40001") -> OperationalError:
    """What Django raises; the driver's own error is its cause."""
    cause = Exception("could not serialize access")
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


@pytest.fixture
def home_after(logged_in: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., HttpResponse]:
    """The answer of the home when its first tries end in these errors."""
    from hengke.apps.workbench import home_views

    genuine = home_views.reader_of

    def asked(*errors: Exception) -> HttpResponse:
        waiting = list(errors)

        def reader(*given: Any, **named: Any) -> Any:
            if waiting:
                raise waiting.pop(0)
            return genuine(*given, **named)

        monkeypatch.setattr(VIEW, reader)
        client = logged_in("alice")
        client.raise_request_exception = False
        return client.get("/")

    return asked


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_it_is_done_again(home_after, sqlstate: str) -> None:
    assert home_after(clash(sqlstate)).status_code == 200


def test_who_meets_another_twice_is_told_that_nothing_was_written(home_after) -> None:
    answer = home_after(clash(), clash())
    assert answer.status_code == 409
    assert "再试一次" in answer.content.decode()


def test_a_refusal_of_the_second_try_is_a_refusal(home_after) -> None:
    assert home_after(clash(), Refused("No.", next_step="Yes.")).status_code == 422


@pytest.mark.parametrize("errors", [(clash("08006"),), (clash(), clash("08006")), (KeyError("x"),)])
def test_other_errors_are_not_tried_again(home_after, errors: tuple[Exception, ...]) -> None:
    assert home_after(*errors).status_code == 500


@pytest.mark.django_db
def test_who_logs_in_from_two_places_at_once_is_in(
    alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The session of the first try was never written: the second one opens its own."""
    from django.test import Client

    from hengke.apps.identity.sessions import door

    alice.set_password(WORD)
    alice.save()
    waiting = [clash()]
    genuine = door.record

    def recorded(*given: Any, **named: Any) -> Any:
        if waiting:
            raise waiting.pop(0)
        return genuine(*given, **named)

    monkeypatch.setattr(door, "record", recorded)
    client = Client()
    fields = {"username": "alice", "password": WORD}
    assert client.post("/account/login/", fields).status_code == 302
    assert waiting == []
    assert client.get("/account/preferences/").status_code == 200
