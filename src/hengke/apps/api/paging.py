"""Pages by key: `limit`, the cursor of the next page, and a Link header.

A cursor is signed, names the list that it is of and who asked, and says nothing to anybody else:
one that was edited, or is of another list, is refused instead of leading to the wrong rows.
"""

from __future__ import annotations

import hashlib
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Schema

from hengke.apps.api.problems import Trouble

MOST, USUAL = 200, 50
NOT_OF_THE_LIST = ("limit", "cursor")
Row = TypeVar("Row")


class Asked(Schema):
    """Which page of a list."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="Rows of a page.", examples=[50])
    cursor: str | None = Field(
        None, max_length=2000, description="The `next` of the page before; the first without it."
    )


class Listed(Schema, Generic[Row]):
    """One page. `next` is null on the last one."""

    items: list[Row]
    next: str | None = Field(None, description="Cursor of the next page.")


Paged = Query(...)


def place(request: HttpRequest, asked: Asked) -> str | None:
    """Where the page begins, as the app's own paging knows it."""
    if asked.cursor is None:
        return None
    try:
        named, inner = signing.loads(asked.cursor, salt="api.cursor")
    except (signing.BadSignature, ValueError, TypeError):
        named, inner = "", ""
    if named != _list(request):
        raise Trouble(422, "The cursor is not of this list.", next_step="Begin without a cursor.")
    return str(inner)


def answered(
    request: HttpRequest, response: HttpResponse, rows: list[Any], after: str | None
) -> dict[str, Any]:
    """The page, with the address of the next one in the header."""
    if after is None:
        return {"items": rows, "next": None}
    cursor = signing.dumps([_list(request), after], salt="api.cursor")
    query = [(name, value) for name, values in request.GET.lists() for value in values]
    kept = [(name, value) for name, value in query if name != "cursor"]
    response["Link"] = f'<{request.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'
    return {"items": rows, "next": cursor}


def _list(request: HttpRequest) -> str:
    """The list and its reader, in few letters."""
    filters = sorted(
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in NOT_OF_THE_LIST
    )
    told = repr((request.path, filters, request.user.pk)).encode()
    return hashlib.sha256(told).hexdigest()[:16]
