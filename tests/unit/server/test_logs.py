"""A log line says what broke and where, and nothing about a customer."""

from __future__ import annotations

import logging
import sys
from types import SimpleNamespace
from typing import Any

from django.conf import settings

from hengke.server.logs import Line

NAME, NUMBER, BALANCE = "王小明", "0001042", "1234567.89"


def line(message: str, *args: Any, **extra: Any) -> str:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, message, args, None)
    record.__dict__.update(extra)
    return Line("{levelname} {name} {message}", style="{").format(record)


def test_the_text_of_an_exception_stays_out() -> None:
    try:
        raise ValueError(f"{NAME} {NUMBER} has {BALANCE}")
    except ValueError:
        written = line("it broke", exc_info=sys.exc_info())
    assert "ValueError" in written
    assert "test_logs.py" in written
    assert not any(secret in written for secret in (NAME, NUMBER, BALANCE))


def test_a_request_is_named_by_its_view_and_not_by_its_address() -> None:
    match = SimpleNamespace(view_name="workbench:customer")
    request = SimpleNamespace(path=f"/customers/{NUMBER}/", resolver_match=match)
    written = line("%s: %s", "Not Found", request.path, request=request, status_code=404)
    assert written == "ERROR django.request 404 at workbench:customer"


def test_an_address_that_nobody_knows_is_not_repeated() -> None:
    request = SimpleNamespace(path=f"/customers/{NUMBER}/", resolver_match=None)
    assert NUMBER not in line("%s: %s", "Not Found", request.path, request=request)


def test_every_handler_of_the_server_writes_in_this_form() -> None:
    handlers = settings.LOGGING["handlers"].values()
    forms = {settings.LOGGING["formatters"][one["formatter"]]["()"] for one in handlers}
    assert forms == {"hengke.server.logs.Line"}
    assert settings.LOGGING["loggers"]["django"]["propagate"] is False
