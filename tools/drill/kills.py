"""Kill the import, the run and the publishing: at random moments, or as a stage begins."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.drill import bank as banks
from tools.drill import fingerprints
from tools.drill.bank import NIGHT, PUBLISH, TODAY, Bank
from tools.drill.commands import KILLED, Running, Said, done
from tools.drill.outcome import Outcome

Moment = Callable[[Running], bool]


@dataclass(frozen=True)
class Work:
    """A command that is killed: its words, the home it begins with, and how its work is told."""

    words: tuple[str, ...]
    begins: Path
    is_whole: Callable[[Bank, Path], bool]


def works(bank: Bank) -> Mapping[str, Work]:
    return {
        "import": Work(bank.importing(), bank.home, _imported),
        "run": Work(NIGHT, bank.home, _ran),
        "publish": Work(PUBLISH, bank.computed, _published),
    }


STAGES = {
    "import": ("Reading customers", "Checking rows", "Writing"),
    "run": ("keep the book", "load for the workbench"),
    "publish": ("switch the workbench",),
}
"""Six named points: the beginnings of stages as the command itself tells them."""


def at_random(bank: Bank, place: Path, rng: random.Random) -> Outcome:
    name = rng.choice(sorted(works(bank)))
    seconds = rng.uniform(0, bank.seconds[name] * 1.05)
    return killed(
        bank,
        place,
        name,
        point=f"after {seconds:.2f} s",
        moment=lambda one: one.for_seconds(seconds),
    )


def at_stage(bank: Bank, place: Path, name: str, stage: str) -> Outcome:
    return killed(bank, place, name, point=f"at {stage!r}", moment=lambda one: one.at_stage(stage))


def killed(bank: Bank, place: Path, name: str, *, point: str, moment: Moment) -> Outcome:
    """Kill it, look at what readers see, give the same command again, compare."""
    work = works(bank)[name]
    home = banks.copied(work.begins, place / "killed")
    running = Running(work.words, home)
    if moment(running):
        running.kill()
    first = running.ended()
    served = fingerprints.shown(home) in (bank.before, bank.after)
    again = done(work.words, home)
    healed = again.code == 0 and work.is_whole(bank, home) and _in_order(home)
    return Outcome(
        f"kill {name}", point, _told(first), clear=first.clear and again.clear, served=served,
        healed=healed,
    )  # fmt: skip


def _told(said: Said) -> str:
    return "killed" if said.code == KILLED else "ended before" if not said.code else said.refusal


def _imported(bank: Bank, home: Path) -> bool:
    return fingerprints.tables(home) == bank.tables


def _ran(bank: Bank, home: Path) -> bool:
    return fingerprints.results(home, TODAY) == bank.results and _published(bank, home)


def _published(bank: Bank, home: Path) -> bool:
    return fingerprints.shown(home) == bank.after


def _in_order(home: Path) -> bool:
    return "fail" not in {
        line.split()[0]
        for line in done(("doctor", "--deep"), home).text.splitlines()
        if line.strip()
    }
