"""What an onlooker finds wrong with an answer: headers, cookies, inline code, other origins, forms
without a token, and talkative errors. Each finding is one line; none is the aim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'",
    "img-src": "'self' data:", "connect-src": "'self'", "font-src": "'self'",
    "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
}  # fmt: skip
TALKATIVE = ("Server", "X-Powered-By", "X-Version", "X-Runtime")
CLOSED_FEATURES = ("camera=()", "microphone=()", "geolocation=()")
HERE = re.escape(str(Path(__file__).resolve().parents[3]))
GIVES_AWAY = re.compile(
    r"Traceback|site-packages|/src/hengke|\.py\b|Django|django\.|psycopg|sqlite3|granian|Python/|"
    r"SELECT .+ FROM|DETAIL:|Exception|Error:|/tmp/|/home/|0x[0-9a-f]{8}|" + HERE
)
ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
RUNS = re.compile(r"^\s*(?:javascript|vbscript|data:text)", re.IGNORECASE)
LINKS = ("src", "href", "action", "formaction", "poster", "srcset", "data", "hx-get", "hx-post")
TOKEN = "csrfmiddlewaretoken"


def routes() -> list[tuple[str, str, list[str]]]:
    """Every address that the resolver knows: name, pattern with `%(argument)s`, arguments."""
    return sorted(_routes(get_resolver().url_patterns, ""))


def _routes(patterns: Any, space: str) -> Iterator[tuple[str, str, list[str]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            name = f"{space}{pattern.name}"
            arguments = sorted({*pattern.pattern.converters, *pattern.pattern.regex.groupindex})
            yield name, str(pattern.pattern), arguments


def findings(response: Any, *, where: str) -> list[str]:
    """Everything wrong with one answer."""
    found = [*_headers(response), *_cookies(response)]
    kind = response.headers.get("Content-Type", "")
    body = b"" if getattr(response, "streaming", False) else response.content
    if kind.startswith("text/html"):
        found += _page(body.decode())
    if response.status_code >= 400 and (told := GIVES_AWAY.search(body.decode("utf-8", "replace"))):
        found.append(f"an error gives away {told[0]!r}")
    return [f"{where} ({response.status_code}): {one}" for one in found]


def _headers(response: Any) -> Iterator[str]:
    for name, wanted in HEADERS.items():
        if response.headers.get(name) != wanted:
            yield f"{name} is {response.headers.get(name)!r}"
    parts = response.headers.get("Content-Security-Policy", "").split(";")
    policy = dict(part.strip().split(" ", 1) for part in parts if part.strip())
    if policy != POLICY:
        yield f"Content-Security-Policy is {policy}"
    permissions = response.headers.get("Permissions-Policy", "")
    if not all(feature in permissions for feature in CLOSED_FEATURES):
        yield f"Permissions-Policy is {permissions!r}"
    if "no-store" not in response.headers.get("Cache-Control", ""):
        yield f"may be kept: Cache-Control is {response.headers.get('Cache-Control')!r}"
    for name in TALKATIVE:
        if name in response.headers:
            yield f"{name} tells {response.headers[name]!r}"
    if "Access-Control-Allow-Origin" in response.headers:
        yield "other origins may read it"
    if ELSEWHERE.match(response.headers.get("Location", "")):
        yield f"leads to {response.headers['Location']}"


def _cookies(response: Any) -> Iterator[str]:
    for name, cookie in response.cookies.items():
        if not cookie["httponly"]:
            yield f"scripts can read the cookie {name}"
        if cookie["samesite"] not in ("Lax", "Strict"):
            yield f"the cookie {name} comes along from other sites"
        if cookie["domain"] or cookie["path"] != "/":
            yield f"the cookie {name} is not for this host alone"


def _page(text: str) -> list[str]:
    looking = _Looking()
    looking.feed(text)
    looking.close()
    return looking.found + ([f"a form without a token: {looking.form}"] if looking.form else [])


class _Looking(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.form = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or "style" in given:
            self.found.append(f"inline style in <{tag}>")
        if tag == "script" and "src" not in given:
            self.found.append("inline script")
        if tag in ("base", "object", "embed", "iframe", "applet"):
            self.found.append(f"<{tag}>")
        for name, value in given.items():
            if name.startswith(("on", "hx-on")):
                self.found.append(f"inline handler {name} in <{tag}>")
            if name in LINKS and (ELSEWHERE.match(value) or RUNS.match(value)):
                self.found.append(f"{tag} {name} leads to {value[:60]}")
        if tag == "form":
            posts = given.get("method", "").lower() == "post"
            self.form = given.get("action", "?") or "?" if posts else ""
        if tag == "input" and given.get("name") == TOKEN:
            self.form = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form:
            self.found.append(f"a form without a token: {self.form}")
            self.form = ""
