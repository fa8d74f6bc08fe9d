"""The most memory that this process holds, by stretches of its work."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EVERY = 0.05
STATM = Path("/proc/self/statm")
MEGABYTE = 1024 * 1024


class HeldMemory:
    """Looks twenty times a second; a peak that is shorter may be missed. `peaks` is in megabytes by
    name, empty where the system does not tell."""

    def __init__(self) -> None:
        self.peaks: dict[str, int] = {}
        self._now = 0
        self._over = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """A thread looks on until the end of the block."""
        if not STATM.exists():
            yield
            return
        looking = threading.Thread(target=self._look, daemon=True)
        looking.start()
        try:
            yield
        finally:
            self._over.set()
            looking.join()

    @contextmanager
    def of(self, name: str) -> Iterator[None]:
        """What is held meanwhile counts for the name; stretches do not lie within each other."""
        self._now = held()
        try:
            yield
        finally:
            peak = max(self._now, held())
            if peak:
                self.peaks[name] = max(self.peaks.get(name, 0), peak)

    def _look(self) -> None:
        while not self._over.wait(EVERY):
            self._now = max(self._now, held())


def held() -> int:
    """Megabytes of this process in memory now; zero where the system does not tell."""
    if not STATM.exists():
        return 0
    pages = int(STATM.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // MEGABYTE
