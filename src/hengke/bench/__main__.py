"""`python -m hengke.bench`: what `hengke bench` starts."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hengke.bench import machine
from hengke.bench.measuring import Reading, Size, Wish, measured
from hengke.bench.processes import StepFailed
from hengke.bench.stages import NAMES
from hengke.bench.table import printed

SIZES = (20_000, 100_000)
MONTHS = 24
TRANSACTIONS_A_MONTH = 100 / 24  # per customer: 10 million in two years at 100,000 customers
DIFFERS = 6


def main() -> None:
    wanted = _arguments()
    reading = Reading(wanted.users, wanted.wait, wanted.rounds)
    wish = Wish(wanted.stage or (), reading, wanted.database, wanted.resume)
    with _place(wanted.place) as place:
        found: dict[str, Any] = {"machine": machine.described(place), "stages": []}
        try:
            for customers in wanted.customers or SIZES:
                size = _size(customers, wanted)
                found["stages"] += measured(place / str(customers), size, wish, tell=_tell)
        except StepFailed as failure:
            _tell(f"The bench stopped: {failure}. With --place and --resume it goes on from there.")
            sys.exit(1)
    sys.stdout.write(json.dumps(found, indent=1) if wanted.json else printed(found))
    sys.stdout.write("\n")
    sys.exit(DIFFERS if differing(found["stages"]) else 0)


def _size(customers: int, wanted: argparse.Namespace) -> Size:
    per_customer = wanted.transactions or round(TRANSACTIONS_A_MONTH * wanted.months, 1)
    return Size(customers, wanted.months, per_customer)


@contextmanager
def _place(named: Path | None) -> Iterator[Path]:
    """A folder that was named is left as it is; the temporary one goes."""
    if named is not None:
        named.mkdir(parents=True, exist_ok=True)
        yield named.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="hengke-bench-") as folder:
        yield Path(folder)


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def differing(stages: Sequence[dict[str, Any]]) -> bool:
    """A yardstick that computes something else measures nothing; neither does a page that fails."""
    details = [one.get("detail", {}) for one in stages]
    return any(any(one.get("differences", {}).values()) or one.get("failed") for one in details)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="hengke bench", description=__doc__)
    add = parser.add_argument
    add("--customers", type=int, action="append")
    add("--months", type=int, default=MONTHS)
    add("--transactions", type=float)
    add("--stage", action="append", choices=NAMES)
    add("--users", type=int, default=8)
    add("--rounds", type=int)
    add("--database", default="")
    add("--wait", type=float, default=1.0)
    add("--place", type=Path)
    add("--resume", action="store_true")
    add("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
