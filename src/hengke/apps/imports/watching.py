"""What happens beside the workbench with deliveries: jobs that ended are settled, whether or not
somebody looks at their page."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, connections

from hengke.apps.audit.api import as_writer
from hengke.apps.imports import policy, settling
from hengke.apps.imports.models import Delivery

log = logging.getLogger("hengke.imports")
EVERY = 5.0  # seconds


def once() -> int:
    """Settle every delivery whose job has ended; how many that were."""
    under_way = list(Delivery.objects.filter(status__in=policy.UNDER_WAY).order_by("pk"))
    if not under_way:
        return 0
    as_writer(connection)
    return sum(settling.settle(one).status != one.status for one in under_way)


@contextmanager
def watching(*, every: float = EVERY) -> Iterator[None]:
    """While the block lasts, in a thread."""
    ended = threading.Event()
    thread = threading.Thread(target=_watch, args=(ended, every), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _watch(ended: threading.Event, every: float) -> None:
    while not ended.wait(every):
        try:
            once()
        except Exception as error:
            log.exception("deliveries were not settled: %s", type(error).__name__)
        finally:
            connections.close_all()
