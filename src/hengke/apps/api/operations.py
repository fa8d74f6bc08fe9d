"""How an operation is declared: its address, what it answers, and the right it asks for.

`reads(...)` and `writes(...)` wrap ninja's own; the right is asked by the same middleware as that
of a page (web/access.py), so that one test walks all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ninja import Router

View = Callable[..., Any]
JSON, FILES = "application/json", "multipart/form-data"


@dataclass(frozen=True)
class Asks:
    """`right` empty: a log-in alone. `body`: the kind of content, empty for none. `alone`: makes
    its own transactions, because it waits for files or for the worker."""

    right: str
    body: str = ""
    alone: bool = False
    may_match: bool = False
    example: Any = None


def reads(router: Router, path: str, out: Any, *, right: str, name: str) -> Callable[[View], View]:
    """A GET."""
    return _declared(router, "GET", path, {200: out}, Asks(right), name)


def writes(
    router: Router,
    path: str,
    out: Any,
    *,
    right: str,
    name: str,
    body: str = "",
    status: int = 200,
    method: str = "POST",
    alone: bool = False,
    may_match: bool = False,
    example: Any = None,
) -> Callable[[View], View]:
    """A POST or DELETE. `may_match`: If-Match is understood; `example` of the body."""
    asks = Asks(right, body, alone, may_match, example)
    return _declared(router, method, path, {status: out}, asks, name)


def _declared(
    router: Router, method: str, path: str, out: dict[int, Any], asks: Asks, name: str
) -> Callable[[View], View]:
    def declare(view: View) -> View:
        view.asks = asks  # type: ignore[attr-defined]
        summary, _line, rest = (view.__doc__ or "").strip().partition("\n")
        router.api_operation(
            [method], path, response=out, url_name=name, summary=summary.rstrip("."),
            operation_id=f"{name.replace('-', '_')}_{method.lower()}",
            description=" ".join(rest.split()) or summary,
        )(view)  # fmt: skip
        return view

    return declare
