"""Who saw which customer. A page does not wait for that: rows are gathered and written together.

A process that serves pages gathers (`gathering` starts a thread that writes every two seconds and
once more at the end); any other writes at once. A process that is killed outright loses what it
gathered since, at most `EVERY` seconds. Where the database cannot be written for so long that
`MOST` rows wait, pages are refused: nobody sees what cannot be written down.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Sequence
from itertools import islice
from multiprocessing import util
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from hengke.apps.audit import guard, locks
from hengke.apps.audit.models import Read
from hengke.apps.audit.rules import ALLOWED, EXPORTED
from hengke.kernel import clock
from hengke.kernel.errors import Busy

log = logging.getLogger("hengke.audit")

EVERY = 2.0  # seconds
MOST, AT_ONCE = 100_000, 1_000
PATIENCE = 5.0  # seconds that a page waits for room
LATE_IN_THE_END = 10
"""Priority among what a process does when it ends: before Django's connections go."""


class Gatherer:
    """Rows that wait to be written by this process."""

    def __init__(self) -> None:
        self._rows: list[Read] = []
        self._room = threading.Condition()
        self._writing = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._process = 0

    def start(self, *, thread: bool = True) -> None:
        """From now on rows wait; without a thread for whoever calls `write`."""
        self._process = os.getpid()
        self._ended.clear()
        if thread:
            self._thread = threading.Thread(target=self._run, name="read log", daemon=True)
            self._thread.start()
            util.Finalize(self, self.stop, exitpriority=LATE_IN_THE_END)

    def gathers(self) -> bool:
        """Not in a process that was forked from the one that started."""
        return self._process == os.getpid()

    def add(self, rows: Sequence[Read]) -> None:
        with self._room:
            if not self._room.wait_for(lambda: len(self._rows) < MOST, timeout=PATIENCE):
                raise Busy(
                    _(
                        "That a customer is seen is written down, and the database does not take "
                        "it now."
                    ),
                    next_step=_("Try again in a minute."),
                )
            self._rows += rows

    def write(self) -> int:
        """Everything gathered so far; what could not be written waits on, in its order."""
        written = 0
        with self._writing:
            while rows := self._rows[:AT_ONCE]:
                _insert(rows)
                with self._room:
                    del self._rows[: len(rows)]
                    self._room.notify_all()
                written += len(rows)
        return written

    def stop(self) -> None:
        """Write what is left; afterwards rows are written at once."""
        if not self.gathers():
            return
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=4 * EVERY)
        self._process = 0
        self._try_to_write()

    def _run(self) -> None:
        while not self._ended.wait(EVERY):
            self._try_to_write()

    def _try_to_write(self) -> None:
        try:
            self.write()
        except DatabaseError as error:
            log.warning("reads are not written yet: %s", type(error).__name__)
            connection.close()


GATHERER = Gatherer()


def seen(user: Any, customers: str | Iterable[str], *, page: str) -> None:
    """The person saw this customer, or these, on a page of words.PAGES."""
    numbers = [customers] if isinstance(customers, str) else customers
    rows = _rows(user, numbers, page=page)
    if GATHERER.gathers():
        GATHERER.add(rows)
    else:
        _insert(rows)


def taken(user: Any, customers: Iterable[str], *, allowed: bool = False) -> int:
    """These customers left the house in a file, which a second person `allowed` or nobody had to:
    written in the transaction of the export, so that a file is never without its rows. How many
    there were."""
    numbers, count, page = iter(customers), 0, ALLOWED if allowed else EXPORTED
    while some := list(islice(numbers, AT_ONCE)):
        _insert(_rows(user, some, page=page))
        count += len(some)
    return count


def missed(user: Any, *, page: str) -> None:
    """The person asked in vain: for nobody's number, or for somebody of another's book."""
    seen(user, "", page=page)


def _rows(user: Any, numbers: Iterable[str], *, page: str) -> list[Read]:
    at, who, role = clock.now(), user.get_username(), getattr(user, "role", "")
    return [
        Read(at=at, by_username=who, by_role=role, customer_id=guard.identifier(one), page=page)
        for one in numbers
    ]


def _insert(rows: Sequence[Read]) -> None:
    """Numbers are drawn under the lock, so that no lower one appears after a higher one."""
    with transaction.atomic():
        locks.for_this_transaction(connection, locks.READS)
        Read.objects.bulk_create(rows)
