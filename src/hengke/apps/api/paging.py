"""Pages by key: `limit`, the cursor of the next page, and a Link header.

A cursor is encrypted, for it holds a value of the last row, and an address ends up in the log of a
proxy. It is bound to the list that it is of and to who asked: one that was edited, or is of another
list, is refused instead of leading to the wrong rows. The same place gives the same cursor
(AES-SIV), so that a page which has not changed keeps its ETag.
"""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
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
        return _cipher(settings.SECRET_KEY).decrypt(_read(asked.cursor), [_list(request)]).decode()
    except (InvalidTag, ValueError):
        raise Trouble(
            422, _("The cursor is not of this list."), next_step=_("Begin without a cursor.")
        ) from None


def answered(
    request: HttpRequest, response: HttpResponse, rows: list[Any], after: str | None
) -> dict[str, Any]:
    """The page, with the address of the next one in the header."""
    if after is None:
        return {"items": rows, "next": None}
    sealed = _cipher(settings.SECRET_KEY).encrypt(after.encode(), [_list(request)])
    cursor = _written(sealed)
    query = [(name, value) for name, values in request.GET.lists() for value in values]
    kept = [(name, value) for name, value in query if name != "cursor"]
    response["Link"] = f'<{request.path}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'
    return {"items": rows, "next": cursor}


def _written(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def _read(cursor: str) -> bytes:
    """Raises ValueError where the text is not the only one of its bytes."""
    sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    if _written(sealed) != cursor:
        raise ValueError("not as it was written")
    return sealed


@lru_cache(maxsize=1)
def _cipher(secret: str) -> AESSIV:
    """A key of its own, out of the home's secret."""
    return AESSIV(hashlib.blake2b(secret.encode(), digest_size=64, person=b"api.cursor").digest())


def _list(request: HttpRequest) -> bytes:
    """The list and its reader, in few letters."""
    filters = sorted(
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in NOT_OF_THE_LIST
    )
    told = repr((request.path, filters, request.user.pk)).encode()
    return hashlib.sha256(told).digest()
