"""Memory of a server and everything it started, sampled from outside (Linux)."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROC = Path("/proc")
KIB = 1024
GROWTH, SLACK_MB = 0.05, 8.0
"""The last third may lie above the second by a twentieth, or by 8 MB where that is more: what an
allocator keeps to itself comes and goes by that much."""


@dataclass
class Watched:
    """Samples per process: seconds since the start, all resident memory, and its private part in
    MB. Mapped pages of the database file are resident too, but belong to the system's cache: what
    a leak would grow is the private part."""

    samples: dict[int, list[tuple[float, float, float]]] = field(default_factory=dict)

    def told(self) -> list[dict[str, Any]]:
        return [_told(pid, found) for pid, found in sorted(self.samples.items()) if len(found) > 5]

    @property
    def flat(self) -> bool:
        told = self.told()
        return bool(told) and all(one["flat"] for one in told)


@contextmanager
def watching(pid: int, *, every: float) -> Iterator[Watched]:
    """Sample until the end of the block; a sample costs a few small reads."""
    watched, ended, began = Watched(), threading.Event(), time.monotonic()

    def look() -> None:
        while not ended.wait(every):
            for one in family(pid):
                if found := _memory(one):
                    row = (time.monotonic() - began, *found)
                    watched.samples.setdefault(one, []).append(row)

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield watched
    finally:
        ended.set()
        watcher.join()


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    parents: dict[int, list[int]] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                after_name = (folder / "stat").read_text().rpartition(")")[2].split()
                parents.setdefault(int(after_name[1]), []).append(int(folder.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def grown(samples: Sequence[float]) -> tuple[float, float]:
    """Medians of the second and of the last third: the first is for caches to fill."""
    third = len(samples) // 3
    return statistics.median(samples[third : 2 * third]), statistics.median(samples[2 * third :])


def is_flat(second: float, last: float) -> bool:
    return last - second <= max(GROWTH * second, SLACK_MB)


def _memory(pid: int) -> tuple[float, float] | None:
    """Resident and private MB of a process that may be gone."""
    with suppress(OSError):
        lines = (PROC / str(pid) / "status").read_text().splitlines()
        known = dict(line.split(":", 1) for line in lines if ":" in line)
        if "VmRSS" in known:
            resident, private = (int(known[name].split()[0]) / KIB for name in ("VmRSS", "RssAnon"))
            return resident, private
    return None


def _told(pid: int, found: Sequence[tuple[float, float, float]]) -> dict[str, Any]:
    second, last = grown([private for _, _, private in found])
    resident = [one for _, one, _ in found]
    return {
        "pid": pid,
        "samples": len(found),
        "resident_mb": [resident[0], statistics.median(resident), max(resident)],
        "private_mb": {"second_third": second, "last_third": last},
        "flat": is_flat(second, last),
    }
