"""Pages for a long time, and whether the server's memory stays flat: `python -m bench.soak`.

The load of `bench.pages` for `--seconds`, with the memory of every server process sampled. Flat
means that the median of the last third lies no more than a twentieth (or 8 MB) above that of the
second: the first third is for caches to fill. The exit code says whether it was.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from bench import pages, readers
from bench.browsing import server
from bench.memory import watching

SAMPLES = 180
"""Of one soak, whatever its length."""


def soaked(
    home: Path, *, seconds: float, users: int = 8, wait: float = 1.0, database_url: str = ""
) -> dict[str, Any]:
    """Timings, and per process resident and private memory."""
    people = readers.of(home, database_url=database_url)
    every = max(seconds / SAMPLES, 0.1)
    with server(home, database_url=database_url) as served:
        with watching(served.pid, every=every) as watched:
            load = pages.Load(users=users, wait=wait, seconds=seconds)
            found = pages.read(served.port, people, load)
        return {
            "seconds": found["seconds"], "users": users, "wait": wait, "load": found["load"],
            "pages": found["all"], "failed": found["failed"], "processes": watched.told(),
            "flat": watched.flat,
        }  # fmt: skip


def printed(told: dict[str, Any]) -> str:
    lines = [
        f"{told['seconds']:.0f} s, {told['users']} readers: {told['pages']['count']:,} pages, "
        f"p95 {told['pages'].get('p95', 0):.0f} ms, failed {told['failed']}, "
        f"load {told['load'][0]:.1f} to {told['load'][1]:.1f}"
    ]
    for one in told["processes"]:
        private, resident = one["private_mb"], one["resident_mb"]
        lines.append(
            f"process {one['pid']}: private {private['second_third']:.1f} MB in the second third, "
            f"{private['last_third']:.1f} MB in the last; resident {resident[0]:.0f} MB at first, "
            f"{resident[2]:.0f} MB at most: {'flat' if one['flat'] else 'GROWING'}"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    add = parser.add_argument
    add("--home", type=Path, required=True, metavar="DIR", help="a home with a published run")
    add("--database-url", default="", metavar="URL", help="PostgreSQL instead of the home's file")
    add("--seconds", type=float, default=1800.0, metavar="S", help="of reading (%(default)s)")
    add("--users", type=int, default=8, metavar="N", help="readers at once (%(default)s)")
    add("--wait", type=float, default=1.0, metavar="S", help="between two pages (%(default)s)")
    add("--json", action="store_true", help="one JSON document for a machine")
    asked = parser.parse_args()
    told = soaked(
        asked.home.resolve(), seconds=asked.seconds, users=asked.users, wait=asked.wait,
        database_url=asked.database_url,
    )  # fmt: skip
    print(json.dumps(told, indent=2) if asked.json else printed(told))
    sys.exit(0 if told["flat"] and not told["failed"] else 1)


if __name__ == "__main__":
    main()
