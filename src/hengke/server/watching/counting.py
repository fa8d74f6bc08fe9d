"""Requests counted and timed, by the name of the page and never by its address: addresses hold
customers' numbers.

With several web processes each writes files of its own into PROMETHEUS_MULTIPROC_DIR, which
`hengke serve` sets; whichever process is asked adds them up.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

from hengke.pipelines.home import Home

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
NO_PAGE, STATIC = "none", "static"
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""0.15 is the promise for lists, search and the 360 page."""

OWN = CollectorRegistry()
REQUESTS = Counter(
    "hengke_requests_total", "Requests answered.", ("page", "method", "status"), registry=OWN
)
LATENCY = Histogram(
    "hengke_request_seconds", "Seconds until the answer.", ("page",), buckets=SECONDS, registry=OWN
)


def prepare(home: Home) -> None:
    """Before the web processes start: an empty folder for what they count."""
    folder = home.path / ".metrics"
    folder.mkdir(mode=0o700, exist_ok=True)
    for path in folder.glob("*.db"):
        path.unlink()
    os.environ[FOLDER] = str(folder)


def all_processes() -> CollectorRegistry:
    folder = os.environ.get(FOLDER)
    if not folder or not Path(folder).is_dir():
        return OWN
    together = CollectorRegistry()
    MultiProcessCollector(together, path=folder)
    return together


def requests(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Middleware, outermost."""

    def middleware(request: HttpRequest) -> HttpResponse:
        begun = time.perf_counter()
        response = get_response(request)
        page = _page(request)
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(page, method, str(response.status_code)).inc()
        LATENCY.labels(page).observe(time.perf_counter() - begun)
        return response

    return middleware


def _page(request: HttpRequest) -> str:
    """The page's name; what matches no page shares one, so that nobody can make up labels."""
    match = request.resolver_match
    if match and match.view_name:
        return match.view_name
    return STATIC if request.path_info.startswith("/static/") else NO_PAGE
