"""Fill the disk: a small one that is mounted for the drill, or a bound on the size of every file.

A mount of one's own needs user namespaces (or root); where there are none, no file of the command
may grow beyond a bound, which the libraries meet as they meet a full disk.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from tools.drill import bank as banks
from tools.drill import fingerprints
from tools.drill.bank import NIGHT, TODAY, Bank
from tools.drill.commands import Running, done
from tools.drill.outcome import Outcome

SIZE = 256 << 20
LEAST, MOST = 20_000, 12_000_000  # bytes that are left to the night
SMALLEST, BIGGEST = 4_096, 400_000


def room_left(rng: random.Random) -> int:
    """More often little than much."""
    return int(rng.triangular(LEAST, MOST, LEAST))


def bound(rng: random.Random) -> int:
    return int(rng.uniform(SMALLEST, BIGGEST))


def full(bank: Bank, place: Path, *, left: int) -> Outcome:
    """The night on a disk with so many bytes of room left; then with room enough."""
    home = place / "small"
    home.mkdir(parents=True, exist_ok=True)
    order = json.dumps({"left": left, "home": str(home), "bank": asdict(bank)}, default=str)
    command = [*_own_mounts(), sys.executable, "-m", "tools.drill.disk", order]
    answer = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    if answer.returncode:
        raise banks.DrillBroken(answer.stderr)
    return Outcome(**json.loads(answer.stdout.splitlines()[-1]))


def why_not() -> str | None:
    """Why no disk can be mounted here; None when one can."""
    command = [*_own_mounts(), "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"]
    if shutil.which("unshare") is None:
        return "unshare (util-linux) is not installed"
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    return tried.stderr.strip() or "no mounts" if tried.returncode else None


def bounded(bank: Bank, place: Path, *, biggest: int) -> Outcome:
    """The same with a bound on the size of every file that is written."""
    home = banks.copied(bank.home, place / "bounded")
    return _outcome("no file may grow", f"beyond {biggest:,} bytes", bank, home, biggest=biggest)


def _own_mounts() -> list[str]:
    return ["unshare", "--map-root-user", "--user", "--mount"]


def _outcome(
    drill: str, point: str, bank: Bank, home: Path, *, biggest: int | None = None,
    ballast: Path | None = None,
) -> Outcome:  # fmt: skip
    said = Running(NIGHT, home, biggest=biggest).ended()
    served = fingerprints.shown(home) in (bank.before, bank.after)
    if ballast:
        ballast.unlink()
    again = done(NIGHT, home)
    healed = not again.code and fingerprints.shown(home) == bank.after
    healed = healed and fingerprints.results(home, TODAY) == bank.results
    told = "there was room enough" if not said.code else said.refusal[:60] or said.text[-200:]
    return Outcome(drill, point, told, said.clear and again.clear, served, healed)


def _within(order: str) -> None:
    """On a disk of its own, that vanishes with the process."""
    told = json.loads(order)
    bank = _bank(told["bank"])
    disk = Path(told["home"])
    size = f"size={SIZE}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], check=True)
    home = banks.copied(bank.home, disk / "home")
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        room = shutil.disk_usage(disk).free - told["left"]
        while room > 0:
            room -= file.write(bytes(min(room, 1 << 20)))
    outcome = _outcome("disk full", f"{told['left']:,} bytes left", bank, home, ballast=ballast)
    print(json.dumps(asdict(outcome)))


def _bank(told: dict[str, object]) -> Bank:
    """As it was before it went through JSON."""
    paths = {key: Path(str(told[key])) for key in ("home", "computed", "delivery")}
    pairs = {key: tuple(told[key]) for key in ("before", "after")}  # type: ignore[arg-type]
    return Bank(**{**told, **paths, **pairs})  # type: ignore[arg-type]


if __name__ == "__main__":
    _within(sys.argv[1])
