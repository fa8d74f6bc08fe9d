"""Two nights at once on one home: the second is told who is first, and nothing is done twice."""

from __future__ import annotations

from pathlib import Path

from tools.drill import bank as banks
from tools.drill import fingerprints
from tools.drill.bank import NIGHT, TODAY, Bank
from tools.drill.commands import Running, done
from tools.drill.outcome import Outcome

BUSY = 5


def at_once(bank: Bank, place: Path) -> Outcome:
    home = banks.copied(bank.home, place / "twice")
    first = Running(NIGHT, home)
    first.until((home / "lake/.writer").exists)
    second = done(NIGHT, home)
    served = fingerprints.shown(home) in (bank.before, bank.after)
    ended = first.ended()
    healed = not ended.code and fingerprints.shown(home) == bank.after
    healed = healed and fingerprints.results(home, TODAY) == bank.results
    clear = ended.clear and second.clear and second.code in (0, BUSY)
    return Outcome(
        "two runs at once", "the second while the first writes",
        second.refusal or "the first had ended", clear=clear, served=served, healed=healed,
    )  # fmt: skip
