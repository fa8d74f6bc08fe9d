"""`make drill`: kill, fill, damage; count what was said, served and healed. Seeds repeat it."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from tools.drill import bank as banks
from tools.drill import damage, database, disk, kills, twice
from tools.drill.bank import Bank
from tools.drill.outcome import Outcome, table

Drill = Callable[[], Outcome]
EACH = 10
"""Every so many kills, one of each of the other drills."""


def main() -> None:
    wanted = _arguments()
    outcomes: list[Outcome] = []
    with ExitStack() as stack:
        place = wanted.place or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="hengke-drill-"))
        )
        _tell(f"seed {wanted.seed}; a bank of {wanted.customers} customers, undisturbed")
        bank = banks.made(place / "bank", customers=wanted.customers)
        for drill in _drills(bank, place, wanted, stack):
            outcomes.append(outcome := drill())
            _tell(f"{len(outcomes):>4}  {outcome.line()}")
    print(table(outcomes))
    print(f"\nseed {wanted.seed}: {sum(one.passed for one in outcomes)} of {len(outcomes)} passed")
    sys.exit(0 if all(one.passed for one in outcomes) else 1)


def _drills(
    bank: Bank, place: Path, wanted: argparse.Namespace, stack: ExitStack
) -> Iterator[Drill]:
    """Kills at random points, and now and then each of the others."""
    rng = random.Random(wanted.seed)  # noqa: S311 - repeatable, not secret
    for _ in range(wanted.times):
        yield lambda: kills.at_random(bank, place, rng)
    others = max(1, wanted.times // EACH)
    for _ in range(others):
        yield lambda: twice.at_once(bank, place)
        for how in damage.HOW:
            yield lambda how=how: damage.of_a_table(bank, place, rng, how)  # type: ignore[misc]
            yield lambda how=how: damage.of_a_result(bank, place, rng, how)  # type: ignore[misc]
        yield lambda: disk.bounded(bank, place, biggest=disk.bound(rng))
    if _possible("disk full", disk.why_not()):
        for _ in range(others):
            yield lambda: disk.full(bank, place, left=disk.room_left(rng))
    if _possible("database", database.why_not()):
        drill = database.Drill(bank, place, stack.enter_context(database.server()))
        for number in range(2 * others):
            how = database.HOW[number % 2]
            yield lambda how=how: drill.killed_at_random(rng, how)  # type: ignore[misc]


def _possible(drill: str, why_not: str | None) -> bool:
    if why_not:
        _tell(f"left out: {drill}: {why_not}")
    return why_not is None


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.drill", description=__doc__)
    add = parser.add_argument
    add("--times", type=int, default=50, metavar="N", help="kills at random points (%(default)s)")
    add("--seed", type=int, default=int(time.time()) % 100_000, help="repeats the same points")
    add("--customers", type=int, default=150, help="size of the bank (%(default)s)")
    add("--place", type=Path, help="work there and leave everything (default: a temporary folder)")
    return parser.parse_args()


if __name__ == "__main__":
    main()
