"""Pages as people read them: `python -m bench.pages --home HOME [--database-url URL] --json`.

Eight readers of all roles go through lists, search, customers, radar, migration and homes on a real
server, thinking a second between two pages; then the same without thinking, which shows how much
the server gives at most. The load of the machine stands beside: other work makes every page slower.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import readers as who
from bench import walks
from bench.browsing import Browser, Timings, server

NEXT_PAGE = re.compile(r'href="(\?[^"]*after=[^"]*)" rel="next"')
BOUND_MS = 150
SEATS = ("business", "rm", "branch_head", "business", "rm", "branch_head", "auditor", "data")
"""Roles of the readers, in turn: a third of them look at the whole bank."""


@dataclass(frozen=True)
class Load:
    """How it is read: `rounds` per reader, or as long as `seconds` where it is None."""

    users: int = 8
    wait: float = 1.0
    seconds: float = 60.0
    rounds: int | None = None


def measured(
    home: Path,
    people: dict[str, Any] | None = None,
    *,
    users: int = 8,
    wait: float = 1.0,
    seconds: float = 60.0,
    rounds: int | None = None,
    saturated_seconds: float = 0.0,
    database_url: str = "",
) -> dict[str, Any]:
    """Timings with readers who think, and under `saturated` those of readers who do not.

    Every page is opened once before it is timed: a server that has just started compiles its
    templates. `people` may bring readers as `bench.readers.of` makes them.
    """
    readers = (people or {}).get("readers") or who.of(home, database_url=database_url)
    load = Load(users, wait, seconds, rounds)
    with server(home, database_url=database_url) as served:
        opened_once(served.port, readers)
        found = read(served.port, readers, load)
        told = {"users": users, "wait": wait, "database": _kind(database_url), **found}
        if saturated_seconds:
            hurry = Load(users, 0.0, saturated_seconds)
            told["saturated"] = read(served.port, readers, hurry)
    return told


def read(port: int, readers: Sequence[dict[str, Any]], load: Load) -> dict[str, Any]:
    """All readers at once; ends with the last of them."""
    timings, before = Timings(), os.getloadavg()[0]
    began = time.perf_counter()
    deadline = time.monotonic() + load.seconds
    seats = [
        threading.Thread(target=_sit, args=(port, _seated(readers, seat), seat, load, deadline,
                                            timings))
        for seat in range(load.users)
    ]  # fmt: skip
    for seat in seats:
        seat.start()
    for seat in seats:
        seat.join()
    spent = time.perf_counter() - began
    return {**timings.told(spent), "seconds": spent, "load": [before, os.getloadavg()[0]]}


def _seated(readers: Sequence[dict[str, Any]], seat: int) -> dict[str, Any]:
    role = SEATS[seat % len(SEATS)]
    return next((one for one in readers if one["role"] == role), readers[seat % len(readers)])


def _sit(
    port: int, reader: dict[str, Any], seat: int, load: Load, deadline: float, timings: Timings
) -> None:
    browser = Browser(port)
    browser.log_in(reader["username"], reader["password"])
    time.sleep(load.wait * seat / load.users)  # people do not click all at once
    turn = 0
    while _goes_on(turn, load, deadline):
        _walk(browser, reader, seat * 7 + turn, load, deadline, timings)
        turn += 1


def _goes_on(turn: int, load: Load, deadline: float) -> bool:
    return turn < load.rounds if load.rounds is not None else time.monotonic() < deadline


def _walk(
    browser: Browser, reader: dict[str, Any], turn: int, load: Load, deadline: float,
    timings: Timings,
) -> None:  # fmt: skip
    """One round, begun at another page by every reader and in every round."""
    steps = list(walks.of(reader, turn))
    begin = next(place for place in range(turn * 5 % len(steps), -1, -1)
                 if steps[place][1] != walks.NEXT)  # fmt: skip
    page = ""
    for kind, path in [*steps[begin:], *steps[:begin]]:
        if load.rounds is None and time.monotonic() > deadline:
            return
        if path == walks.NEXT:
            onward = NEXT_PAGE.search(page)
            if not onward:
                continue
            path = f"/customers/{html.unescape(onward.group(1))}"
        page = browser.timed(kind, path, timings)
        time.sleep(load.wait)


def opened_once(port: int, readers: Sequence[dict[str, Any]]) -> None:
    """Every page by every role, twice, as there are two processes that answer."""
    for _ in range(2):
        seats = [
            threading.Thread(
                target=_sit, args=(port, reader, 0, Load(1, 0.0, rounds=1), 0.0, Timings())
            )
            for reader in readers
        ]
        for seat in seats:
            seat.start()
        for seat in seats:
            seat.join()


def _kind(database_url: str) -> str:
    return "PostgreSQL" if database_url else "SQLite"


def printed(told: dict[str, Any]) -> str:
    """A table for people: one line per kind of page."""
    lines = _lines(told, f"waiting {told['wait']:g} s")
    if "saturated" in told:
        lines += ["", *_lines(told["saturated"], "saturated")]
    return "\n".join(lines)


def _lines(told: dict[str, Any], how: str) -> list[str]:
    every = told["all"]
    lines = [
        f"{how}: {told['requests_per_s']:.1f} pages/s, p50 {every.get('p50', 0):.0f} ms, "
        f"p95 {every.get('p95', 0):.0f} ms, failed {told['failed']}, "
        f"load {told['load'][0]:.1f} to {told['load'][1]:.1f}",
        f"{'page':<44} {'n':>5} {'p50':>6} {'p95':>6} {'max':>6}",
    ]
    for kind, one in told["pages"].items():
        mark = " *" if one["p95"] > BOUND_MS else ""
        lines.append(
            f"{kind:<44} {one['count']:>5} {one['p50']:>6.0f} {one['p95']:>6.0f} "
            f"{one['max']:>6.0f}{mark}"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    add = parser.add_argument
    add("--home", type=Path, required=True, metavar="DIR", help="a home with a published run")
    add("--database-url", default="", metavar="URL", help="PostgreSQL instead of the home's file")
    add("--users", type=int, default=8, metavar="N", help="readers at once (%(default)s)")
    add("--wait", type=float, default=1.0, metavar="S", help="between two pages (%(default)s)")
    add("--seconds", type=float, default=120.0, metavar="S", help="of reading (%(default)s)")
    add("--saturated", type=float, default=30.0, metavar="S",
        help="seconds without waiting, 0 for none (%(default)s)")  # fmt: skip
    add("--json", action="store_true", help="one JSON document for a machine")
    asked = parser.parse_args()
    told = measured(
        asked.home.resolve(), users=asked.users, wait=asked.wait, seconds=asked.seconds,
        saturated_seconds=asked.saturated, database_url=asked.database_url,
    )  # fmt: skip
    print(json.dumps(told, indent=2) if asked.json else printed(told))


if __name__ == "__main__":
    main()
