"""The ASGI application that `hengke serve` points granian at: the pages of wsgi.py, each made by a
thread that gets whole requests only."""

from __future__ import annotations

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings

from hengke.server.bodies import App, BodyFirst, Limits
from hengke.server.wsgi import application as pages

DEFAULT_THREADS = 4
threads = int(os.environ.get("HENGKE_THREADS", DEFAULT_THREADS))
application = BodyFirst(
    cast("App", WSGIMiddleware(cast("Any", pages), workers=threads)),
    Limits(form_bytes=settings.HENGKE_LARGEST_REQUEST, large_at_once=max(1, threads // 2)),
)
