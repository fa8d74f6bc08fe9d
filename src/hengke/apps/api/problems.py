"""Errors as RFC 9457 says them: type, title, status, detail, and the way out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

from hengke.apps.api import wrong_words
from hengke.web.errors import status_of
from hengke.web.sentences import said

LONGEST_NAME = 60
CONTENT_TYPE = "application/problem+json"
KINDS: Mapping[int, tuple[str, Any]] = {
    400: ("not-understood", _("The request cannot be read.")),
    401: ("not-logged-in", _("The call names nobody: send a token of yours.")),
    403: ("not-yours", _("Your post, or this token, does not have the right.")),
    404: ("not-found", _("There is no such thing, or it is not in your book.")),
    405: ("wrong-method", _("This address does not know that method.")),
    409: ("conflict", _("It cannot be done as things stand.")),
    412: ("changed", _("It was changed since you read it.")),
    413: ("too-large", _("The request is larger than is accepted.")),
    415: ("wrong-content", _("The body is of another kind than is accepted here.")),
    422: ("refused", _("It was understood and cannot be done.")),
    429: ("too-often", _("More calls than are answered in a minute.")),
    500: ("broken", _("Something broke. It was written down, and nothing half-done was kept.")),
}


NEXT: Mapping[int, Any] = {
    400: _("Send what /api/ describes for this address, as JSON."),
    401: _("Make a token under Log-in and security, and send it as Authorization: Bearer TOKEN."),
    403: _("Ask for the right, or take a token that carries it; GET /api/v1/me names yours."),
    404: _("Look for it in the list it belongs to; /api/ names every address."),
    405: _("Look under /api/ for what this address takes."),
    409: _("Read it again and decide anew."),
    412: _("Read it again and decide anew."),
    413: _("Send less at once."),
    415: _("Look under /api/ for the kind that is taken."),
    422: _("Correct what is named, as /api/ describes it, and send it again."),
    429: _("Wait a minute."),
    500: _("Try it again later; if it stays, tell whoever runs the workbench."),
}
"""What to do where the case itself does not say it better."""


class Wrong(Schema):
    """One part of the request that is wrong."""

    where: str = Field(..., examples=["query.limit"])
    what: str = Field(..., examples=["It has to be 200 or less."])


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
    kind, title = KINDS.get(status) or KINDS[500 if status >= 500 else 400]
    problem = Problem(
        type=f"/api/#{kind}", title=str(title), status=status, detail=detail,
        next_step=next_step or str(NEXT.get(status, NEXT[400])), errors=list(errors),
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
        Wrong(
            where=_where(one["loc"]),
            what=wrong_words.said(one["type"], one.get("ctx", {})),
        )
        for one in error.errors
    ]
    return answer(422, detail=gettext("Parts of the request are not valid."), errors=wrong)


def _where(loc: Sequence[int | str]) -> str:
    """As the caller wrote it: a whole body has no name of its own there."""
    source, *parts = loc
    if source == "body" and len(parts) > 1:
        parts = parts[1:]
    return ".".join(str(part)[:LONGEST_NAME] for part in (source, *parts))


def from_page(response: HttpResponse, *, right: str = "") -> HttpResponse:
    """An error that a middleware or Django made for a browser, as a problem; `right` is what the
    call would have needed."""
    status = 401 if 300 <= response.status_code < 400 else response.status_code
    made = answer(status, next_step=_way_out(status, response.headers.get("Allow", ""), right))
    for name in ("Allow", "Retry-After", "Connection"):
        if name in response.headers:
            made[name] = response[name]
    made.cookies = response.cookies
    return made


def _way_out(status: int, allowed: str, right: str) -> str:
    if status == 405 and allowed:
        return gettext("Use one of these methods: %(allowed)s.") % {"allowed": allowed}
    if status == 403 and right:
        words = gettext("Ask for the right %(right)s, or take a token that carries it.")
        return words % {"right": right}
    return ""
