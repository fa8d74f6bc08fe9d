"""Errors as RFC 9457 says them: type, title, status, detail, and the way out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Schema

from hengke.web.errors import status_of
from hengke.web.sentences import said

CONTENT_TYPE = "application/problem+json"
KINDS: Mapping[int, tuple[str, str]] = {
    400: ("not-understood", "The request cannot be read."),
    401: ("not-logged-in", "The call names nobody: send a token of yours."),
    403: ("not-yours", "Your post, or this token, does not have the right."),
    404: ("not-found", "There is no such thing, or it is not in your book."),
    405: ("wrong-method", "This address does not know that method."),
    409: ("conflict", "It cannot be done as things stand."),
    412: ("changed", "It was changed since you read it."),
    413: ("too-large", "The request is larger than is accepted."),
    415: ("wrong-content", "The body is of another kind than is accepted here."),
    422: ("refused", "It was understood and cannot be done."),
    429: ("too-often", "More calls than are answered in a minute."),
    500: ("broken", "Something broke. It was written down, and nothing half-done was kept."),
}


class Wrong(Schema):
    """One part of the request that is wrong."""

    where: str = Field(..., examples=["query.limit"])
    what: str = Field(..., examples=["Input should be less than or equal to 200"])


class Problem(Schema):
    """What went wrong, and what to do about it (RFC 9457)."""

    type: str = Field(..., examples=["/api/#not-found"])
    title: str = Field(..., examples=["There is no such thing, or it is not in your book."])
    status: int = Field(..., ge=400, le=599, examples=[404])
    detail: str = Field("", description="This case in words.")
    next_step: str = Field("", description="What to do about it.")
    errors: list[Wrong] = Field(default_factory=list)


class Trouble(Exception):
    """An operation's own refusal with a status."""

    def __init__(self, status: int, detail: str = "", *, next_step: str = "") -> None:
        super().__init__(detail)
        self.status, self.detail, self.next_step = status, detail, next_step


def answer(
    status: int, *, detail: str = "", next_step: str = "", errors: Iterable[Wrong] = ()
) -> HttpResponse:
    """The problem as a response."""
    kind, title = KINDS.get(status) or ("refused", HTTPStatus(status).phrase)
    problem = Problem(
        type=f"/api/#{kind}", title=title, status=status, detail=detail, next_step=next_step,
        errors=list(errors),
    )  # fmt: skip
    text = json.dumps(problem.model_dump(mode="json"), ensure_ascii=False)
    response = HttpResponse(text, status=status, content_type=CONTENT_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="hengke"'
    return response


def refused(_request: HttpRequest, error: Any) -> HttpResponse:
    """What the layers below refuse, with the status that pages give it."""
    return answer(status_of(error), detail=said(error.message), next_step=said(error.next_step))


def trouble(_request: HttpRequest, error: Any) -> HttpResponse:
    return answer(error.status, detail=error.detail, next_step=error.next_step)


def invalid(_request: HttpRequest, error: Any) -> HttpResponse:
    """Where, and what is wrong; never the value, which may be somebody's number."""
    wrong = [
        Wrong(where=".".join(str(part) for part in one["loc"]), what=str(one["msg"]))
        for one in error.errors
    ]
    return answer(422, detail="Parts of the request are not valid.", errors=wrong)


def from_page(response: HttpResponse) -> HttpResponse:
    """An error that a middleware or Django made for a browser, as a problem."""
    status = 401 if 300 <= response.status_code < 400 else response.status_code
    made = answer(status)
    for name in ("Allow", "Retry-After", "Connection"):
        if name in response.headers:
            made[name] = response[name]
    made.cookies = response.cookies
    return made
