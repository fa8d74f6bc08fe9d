"""Damage one Parquet file of the lake: flip bytes in it, or cut it off."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from tools.drill import bank as banks
from tools.drill import fingerprints
from tools.drill.bank import NIGHT, PUBLISH, TODAY, Bank
from tools.drill.commands import done
from tools.drill.outcome import Outcome

from hengke.pipelines.parts import files_of

HOW = ("flipped", "cut off")


def of_a_table(bank: Bank, place: Path, rng: random.Random, how: str) -> Outcome:
    """The night refuses and names the file; from a backup it comes back, and the night goes on."""
    home = banks.copied(bank.home, place / "damaged")
    held = fingerprints.manifest(home)["silver"]
    path = rng.choice(sorted(file["path"] for files in held.values() for file in files))
    _spoil(home / "lake" / path, rng, how)
    said, looked = done(NIGHT, home), done(("doctor", "--deep"), home)
    named = said.code == looked.code == 2 and path in said.refusal and path in looked.text
    served = fingerprints.shown(home) == bank.before
    shutil.copy(bank.home / "lake" / path, home / "lake" / path)
    again = done(NIGHT, home)
    healed = not again.code and fingerprints.shown(home) == bank.after
    healed = healed and fingerprints.results(home, TODAY) == bank.results
    return Outcome(
        f"table {how}", path, _told(said.refusal, path), clear=said.clear and named, served=served,
        healed=healed,
    )  # fmt: skip


def of_a_result(bank: Bank, place: Path, rng: random.Random, how: str) -> Outcome:
    """Publishing refuses and names the file; the night computes it again, to the same bytes."""
    home = banks.copied(bank.computed, place / "damaged")
    run = next(one for one in fingerprints.manifest(home)["runs"] if one["as_of"] == TODAY)
    path = rng.choice(sorted(run["gold"].values()))
    _spoil(rng.choice(files_of(home / "lake" / path)), rng, how)
    said = done(PUBLISH, home)
    named = said.code == 2 and path in said.refusal
    served = fingerprints.shown(home) == bank.before
    again = done(NIGHT, home)
    healed = not again.code and fingerprints.shown(home) == bank.after
    healed = healed and fingerprints.results(home, TODAY) == bank.results
    return Outcome(
        f"result {how}", path, _told(said.refusal, path), clear=said.clear and named,
        served=served, healed=healed,
    )  # fmt: skip


def _spoil(path: Path, rng: random.Random, how: str) -> None:
    content = bytearray(path.read_bytes())
    path.unlink()  # a copy of the home may share the file
    if how == "cut off":
        path.write_bytes(content[: rng.randrange(len(content))])
        return
    for _ in range(3):
        content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    path.write_bytes(content)


def _told(refusal: str, path: str) -> str:
    """Alike for all files, so that they can be counted."""
    return refusal.replace(path, "FILE")[:110]
