"""A small home with keys and a lake of one run, and archives of it that somebody has changed."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from hengke.pipelines import lake
from hengke.pipelines.backup import restoring, saving
from hengke.pipelines.backup.contents import CONTENTS, Contents
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.lake import DataFile, RunEntry
from hengke.pipelines.protection import ring

NOW = datetime(2026, 11, 26, 2, 0, tzinfo=UTC)
RUN = RunEntry(
    run_id="r1", as_of="2026-11-25", known_at="", engine="duckdb", created_at="2026-11-26T01:00",
    seconds=1.0, customers=1, policies={}, gold={"positions": "gold/r1/positions.parquet"},
)  # fmt: skip


def made(path: Path) -> Home:
    home = Home(path)
    home.write_settings(HomeSettings(bank="Harbour"))
    ring.load_or_make(home, now=NOW)
    (home.policies / "care").mkdir(parents=True)
    (home.policies / "care" / "2026-01-01.toml").write_text("source = 'own'\n")
    with lake.writing(home, what="test"):
        manifest = lake.load(home)
        manifest.silver["accounts"] = [DataFile("silver/accounts/b1.parquet", 1, "b1")]
        manifest.runs.append(RUN)
        for name in (*manifest.tables(), *manifest.results()):
            parquet(home, name)
        lake.commit(home, manifest)
    return home


def parquet(home: Home, name: str, inside: bytes = b"rows of it") -> None:
    """As much of the format as anybody here looks at: both ends."""
    path = home.lake / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"PAR1" + inside * 100 + b"PAR1")


def quiet(stage: str, done: float = 0, total: float | None = None) -> None:
    pass


def saved(home: Home, file: Path, **rest: object) -> saving.Saved:
    address = f"sqlite:///{home.database}"
    return saving.save(home, file, address=address, now=NOW, progress=quiet, **rest)  # type: ignore[arg-type]


def restored(file: Path, target: Path, *, secret: str = "", address: str = "") -> Contents:
    return restoring.restore(
        file, Home(target), address=address, secret=secret, finish=lambda draft, reader: None,
        progress=quiet,
    )  # fmt: skip


def changed(
    file: Path, target: Path, *, contents: Callable[[dict], None] | None = None,
    members: Callable[[dict[str, bytes]], None] | None = None,
) -> Path:  # fmt: skip
    """The archive written anew with another table of contents, or other files."""
    with zipfile.ZipFile(file) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    if contents:
        told = json.loads(kept[CONTENTS])
        contents(told)
        kept[CONTENTS] = json.dumps(told).encode()
    if members:
        members(kept)
    with zipfile.ZipFile(target, "w") as new:
        for name, data in kept.items():
            new.writestr(name, data)
    return target
