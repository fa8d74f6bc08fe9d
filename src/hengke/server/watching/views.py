"""Three addresses for machines. They are answered before sessions and transactions begin."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hengke.kernel import clock
from hengke.server.watching import counting, readiness
from hengke.server.watching.figures import Figures
from hengke.server.watching.strangers import is_known
from hengke.web.access import anybody

ADDRESSES = ("/healthz", "/readyz", "/metrics")
NOT_READY, FORBIDDEN = 503, 403


def early(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware: a database that is away, or a name that is not ours, does not hide the answer."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info not in ADDRESSES:
            return get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return get_response(request)
        request.resolver_match = match
        return match.func(request, *match.args, **match.kwargs)

    return middleware


@anybody
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process lives and answers; nothing else is asked."""
    return _never_kept(JsonResponse({"alive": True}))


@anybody
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Strangers learn which part is missing, operators what to do about it."""
    found = readiness.reasons(settings.HENGKE_HOME)
    told: dict[str, object] = {"ready": not found}
    if found:
        told["reasons"] = found if is_known(request) else sorted(found)
    return _never_kept(JsonResponse(told, status=NOT_READY if found else 200))


@anybody
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, from allowed networks or with the token."""
    if not is_known(request):
        return _never_kept(HttpResponse("forbidden\n", "text/plain", FORBIDDEN))
    figures = Figures(settings.HENGKE_HOME, now=clock.now())
    text = generate_latest(counting.all_processes()) + generate_latest(_registered(figures))
    return _never_kept(HttpResponse(text, CONTENT_TYPE_LATEST))


def _registered(figures: Figures) -> counting.CollectorRegistry:
    registry = counting.CollectorRegistry(auto_describe=False)
    registry.register(figures)
    return registry


def _never_kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response
