"""What happens every half minute beside the workbench: seal, sign, look for the unusual."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection, connections

from hengke.apps.audit import findings, heads, locks, retaining, rulebook
from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home
from hengke.policies import audit as policies

log = logging.getLogger("hengke.audit")
EVERY = 30.0  # seconds


def once(home: Home, *, now: datetime) -> None:
    """Also what was missed while nothing ran: whatever is not sealed yet is sealed now."""
    locks.as_writer(connection)
    policy = policies.load(on=clock.day(now), own=home.audit_policies)
    retaining.expire(policy, now=now)
    rulebook.note(home)
    findings.look(policy, now=now)
    heads.seal(home, now=now)


@contextmanager
def watching(home: Home, *, every: float = EVERY) -> Iterator[None]:
    """While the block lasts, in a thread; once more at its end."""
    ended = threading.Event()
    thread = threading.Thread(target=_watch, args=(home, ended, every), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _watch(home: Home, ended: threading.Event, every: float) -> None:
    while True:
        last = ended.wait(every)
        try:
            once(home, now=clock.now())
        except Refused as refusal:
            log.error("no head was signed: %s", refusal.message)
        except Exception as error:
            log.exception("the audit log was not sealed: %s", type(error).__name__)
        finally:
            connections.close_all()
        if last:
            return
