"""`python -m bench`: import, nightly run, publishing and pages, at 20,000 and 100,000 customers."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import sizes
from bench.table import printed

SIZES = (20_000, 100_000)
TRANSACTIONS = 100  # per customer in two years: 10 million at 100,000 customers


def main() -> None:
    wanted = _arguments()
    with _place(wanted.place) as place:
        found = [
            sizes.measured(
                place / str(customers),
                customers=customers,
                transactions_per_customer=wanted.transactions,
                reading=sizes.Reading(wanted.users, wanted.rounds, wanted.wait),
                tell=lambda text: print(text, file=sys.stderr, flush=True),
            )
            for customers in wanted.customers or SIZES
        ]
    print(json.dumps(found, indent=2) if wanted.json else printed(found))
    sys.exit(1 if any(_differs(one) for one in found) else 0)


@contextmanager
def _place(named: Path | None) -> Iterator[Path]:
    """A folder that was named is left as it is; the temporary one goes."""
    if named is not None:
        yield named.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="hengke-bench-") as folder:
        yield Path(folder)


def _differs(found: dict[str, Any]) -> bool:
    """A yardstick that computes something else measures nothing."""
    return any(found["differences"].values()) or bool(found["failed"])


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    add = parser.add_argument
    add("--customers", type=int, action="append", metavar="N",
        help="size of the bank, repeatable (default: 20000 and 100000)")  # fmt: skip
    add("--transactions", type=int, default=TRANSACTIONS, metavar="N",
        help="bookings per customer in two years (%(default)s)")  # fmt: skip
    add("--users", type=int, default=8, metavar="N", help="readers at once (%(default)s)")
    add("--rounds", type=int, default=10, metavar="N", help="rounds of each (%(default)s)")
    add("--wait", type=float, default=1.0, metavar="SECONDS",
        help="that a reader thinks between two pages (%(default)s)")  # fmt: skip
    add("--place", type=Path, metavar="DIR",
        help="work there and leave everything (default: a temporary folder)")  # fmt: skip
    add("--json", action="store_true", help="one JSON document for a machine")
    return parser.parse_args()


if __name__ == "__main__":
    main()
