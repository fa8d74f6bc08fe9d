"""Tags of what was read: asked again without a change, a read is answered with 304 and no body;
a write that names the tag it was decided on is refused with 412 once that has changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from hengke.apps.api.problems import Trouble


def of(told: Any) -> str:
    """The tag of a document, whatever its spacing and the order of its keys."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def on_reading(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The tag beside the answer, or 304 in its place."""
    tag = of(json.loads(response.content))
    if tag in _named(request.headers.get("If-None-Match", "")):
        short = HttpResponseNotModified()
        for name, value in response.items():
            if name.lower() not in ("content-type", "content-length"):
                short[name] = value
        response = short
    response["ETag"] = tag
    return response


def check(request: HttpRequest, now: Schema) -> None:
    """`now` is the thing as a read would tell it at this moment."""
    named = request.headers.get("If-Match")
    if named is None or named.strip() == "*":
        return
    told = json.loads(json.dumps(now.model_dump(), cls=NinjaJSONEncoder))
    if of(told) not in _named(named):
        raise Trouble(412)


def _named(header: str) -> set[str]:
    """The tags of a header; compression on the way marks them as weak."""
    return {part.strip().removeprefix("W/") for part in header.split(",")}
