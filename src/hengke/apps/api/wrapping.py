"""What every operation has in common, around ninja's view of an address.

The body's kind and size, parameters that nobody declared, one transaction that is taken back on
every refusal, idempotency keys, and tags.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.operation import Operation, PathView

from hengke.apps.api import etags, idempotency, problems
from hengke.apps.api.operations import FILES, JSON, Asks
from hengke.apps.api.problems import LONGEST_NAME
from hengke.apps.imports.api import LARGEST_BYTES
from hengke.apps.webhooks.api import limits
from hengke.web.access import READING, Rule

View = Callable[..., HttpResponse]
MOST_NAMES = 20


def wrapped(paths: PathView) -> View:
    """The view of one address, with its access rule."""
    inner = paths.get_view()
    known = {method: one for one in paths.operations for method in one.methods}

    @transaction.non_atomic_requests
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        request.user = request.api_caller  # type: ignore[attr-defined]
        operation = known.get(request.method or "")
        if operation is None:
            return inner(request, **parts)
        wrong = _wrong(request, operation)
        return wrong or _done(request, operation, lambda: inner(request, **parts))

    view.takes_files = any(asks_of(one).body == FILES for one in known.values())  # type: ignore[attr-defined]
    view.access_rule = _rule(known)  # type: ignore[attr-defined]
    return view


def asks_of(operation: Operation) -> Asks:
    found: Asks = operation.view_func.asks  # type: ignore[attr-defined]
    return found


def query_of(operation: Operation) -> set[str]:
    """The parameters of the address that the operation declares."""
    return declared(operation, "query")


def declared(operation: Operation, *sources: str) -> set[str]:
    """The names of one source: query, form, file."""
    return {
        name
        for model in operation.models
        if model.__ninja_param_source__ in sources
        for name in getattr(model, "__ninja_flatten_map__", model.model_fields)
    }


def _rule(known: Mapping[str, Operation]) -> Rule:
    """One right for reading and one for writing; an address with no reads is closed to them by
    the right of its writes, and the other way round."""
    reading = [asks_of(one).right for method, one in known.items() if method in READING]
    writing = [asks_of(one).right for method, one in known.items() if method not in READING]
    if len(set(reading)) > 1 or len(set(writing)) > 1:
        raise ValueError("one address has one right for reading and one for writing")
    return Rule((reading or writing)[0], (writing or reading)[0])


def _wrong(request: HttpRequest, operation: Operation) -> HttpResponse | None:
    asks = asks_of(operation)
    length = request.META.get("CONTENT_LENGTH") or "0"
    announced = int(length) if length.isdigit() else 0
    if announced > (LARGEST_BYTES if asks.body == FILES else limits().largest_bytes):
        return problems.answer(413)
    if asks.body and request.content_type != asks.body:
        return problems.answer(415, detail=_("Send it as %(kind)s.") % {"kind": asks.body})
    known = query_of(operation)
    unknown = sorted(set(request.GET) - known)
    if unknown:
        return _unknown(unknown, sorted(known))
    if any("\x00" in value for _key, values in request.GET.lists() for value in values):
        return problems.answer(422, detail=_("A parameter holds a zero byte."))
    return None


def _unknown(names: list[str], known: list[str], *, source: str = "query") -> HttpResponse:
    """Parameters that nobody declared, by name; their values may be somebody's number."""
    wrong = [
        problems.Wrong(
            where=f"{source}.{name[:LONGEST_NAME]}", what=_("There is no such parameter.")
        )
        for name in names[:MOST_NAMES]
    ]
    detail = _("This address has no parameter %(name)s.") % {"name": names[0][:LONGEST_NAME]}
    way = _("It has these: %(known)s.") % {"known": ", ".join(known)} if known else ""
    return problems.answer(422, detail=detail, next_step=way or _("It has none."), errors=wrong)


def _done(
    request: HttpRequest, operation: Operation, run: Callable[[], HttpResponse]
) -> HttpResponse:
    asks = asks_of(operation)
    if asks.body == FILES:  # comes in before anything is locked
        unknown = sorted({*request.POST, *request.FILES} - declared(operation, "form", "file"))
        if unknown:
            return _unknown(unknown, sorted(declared(operation, "form", "file")), source="form")
    do = run if asks.alone else lambda: _whole(run)
    if request.method == "POST":
        return idempotency.once(request, do, alone=asks.alone)
    response = do()
    reading = request.method == "GET" and response.status_code == 200
    plain = reading and response.headers.get("Content-Type", "").startswith(JSON)
    return etags.on_reading(request, response) if plain else response


def _whole(run: Callable[[], HttpResponse]) -> HttpResponse:
    """All or nothing: ninja answers a refusal, and the transaction must not be kept for it."""
    with transaction.atomic():
        response = run()
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response
