"""Forget customers: take their rows, and those of accounts that are theirs alone, out of the lake.

Files that hold such a row are written anew under another name; one commit of the manifest makes
them count and says, in fingerprints, who is not to come back. Killed before it, nothing has
happened; killed after it, the next writer sweeps the old files away. What runs keep for later ones
(seals, points) goes the same way: its names follow from how often the lake has forgotten.

Models stay, they are sums over many. What was read of deliveries and what they had rejected (bronze
and quarantine) end with the key of their partition, see `destroying`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq

from hengke.pipelines import forgotten, lake, lake_files, soundness
from hengke.pipelines.day_points import DayPoints
from hengke.pipelines.forgotten import ACCOUNT, CUSTOMER
from hengke.pipelines.home import SETTINGS_FILE, Home
from hengke.pipelines.intake import workspace
from hengke.pipelines.lake import DataFile, Manifest
from hengke.pipelines.leaving import Leaving, leaving
from hengke.pipelines.nightly import POINTS, SEALS
from hengke.pipelines.parts import files_of, linked
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.ring import FORGOTTEN
from hengke.pipelines.seals import Seals, read_sums, write_sums
from hengke.pipelines.tidying import nobody_publishing

Gone = dict[str, dict[str, int]]


def forget(home: Home, customer_ids: Iterable[str], *, now: datetime) -> Gone:
    """Rows that went, per customer and table; a row of an account of several of them counts once.

    A joint account with an owner who stays keeps its rows; where one of them was its first holder,
    it names the next. Nobody else's share changes: what the forgotten one held is nobody's (a
    minor unit that cannot be divided is the next holder's). Ways back that would bring rows back
    are closed. To do it twice changes nothing.

    Busy while another command writes or publishes; Refused where a file of the bank is damaged.
    Nothing has changed then.
    """
    numbers = sorted(set(customer_ids))
    if not numbers:
        return {}
    with nobody_publishing(home), lake.writing(home, what="hengke privacy destroy"):
        manifest = lake.load(home)
        with workspace.opened(home.lake / "work") as desk:
            what = leaving(desk, home, manifest, numbers)
            try:
                _without(home, manifest, what, numbers, now=now)
            finally:  # the files that nobody names now: the old ones, or where it failed the new
                _sweep(home, lake.load(home))
    return {
        number: {table: rows for (whose, table), rows in what.rows.items() if whose == number}
        for number in numbers
    }


def _without(
    home: Home, manifest: Manifest, what: Leaving, numbers: list[str], *, now: datetime
) -> None:
    before = copy.deepcopy(manifest)
    manifest.forgettings += 1
    moved = _moved(home, manifest, what)
    prints = _fingerprints(home, what, numbers, now=now)
    new = [one for one in prints if one not in set(manifest.forgotten)]
    if not (moved or new or _derived_concerned(home, before, what)):
        return
    _close_ways_back(home, manifest, what)
    _rename(home, manifest, moved)
    manifest.forgotten += new
    _carry_seals(home, before, manifest, what)
    _carry_points(home, before, manifest, what)
    lake.commit(home, manifest)


def _moved(home: Home, manifest: Manifest, what: Leaving) -> dict[str, str]:
    """Tables and results that hold such a row: the path of each to that of the one without."""
    moved = {}
    for path, table, label in _named(manifest):
        if path in moved or not (home.lake / path).exists():
            continue
        files = files_of(home.lake / path)
        if table == "customer_records":
            what.households(files)
        concerned = {file for file in files if what.concerns(file, table, label)}
        if not concerned:
            continue
        soundness.check(home.lake, manifest.sums, [path])
        target = lake_files.without(path, manifest.forgettings)
        for file in files:
            place = home.lake / target
            place = place / file.name if (home.lake / path).is_dir() else place
            _put(file, place, table, what, anew=file in concerned)
        moved[path] = target
    return moved


def _named(manifest: Manifest) -> list[tuple[str, str, str]]:
    """Path, table and what the log calls it."""
    silver = [
        (file.path, table, f"silver/{table}")
        for table, files in manifest.silver.items() for file in files
    ]  # fmt: skip
    gold = [
        (path, table, f"gold/{table}")
        for run in manifest.runs for table, path in run.gold.items()
    ]  # fmt: skip
    assessed = [(one.path, "assessments", "assessments") for one in manifest.assessments]
    return silver + gold + assessed


def _put(file: Path, target: Path, table: str, what: Leaving, *, anew: bool) -> None:
    if anew:
        what.write(file, target, table)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    linked(file, target)


def _rename(home: Home, manifest: Manifest, moved: Mapping[str, str]) -> None:
    """A table's file in which nothing is left is named no more."""
    for table, files in manifest.silver.items():
        left = []
        for file in files:
            if (target := moved.get(file.path)) is None:
                left.append(file)
            elif rows := pq.read_metadata(home.lake / target).num_rows:
                left.append(DataFile(target, rows, file.batch))
        manifest.silver[table] = left
    for run in manifest.runs:
        run.gold = {table: moved.get(path, path) for table, path in run.gold.items()}
    for entry in manifest.assessments:
        entry.path = moved.get(entry.path, entry.path)


def _close_ways_back(home: Home, manifest: Manifest, what: Leaving) -> None:
    for batch in manifest.batches:
        for table, files in batch.before.items():
            paths = [] if table == SETTINGS_FILE else [home.lake / file["path"] for file in files]
            if any(path.exists() and what.concerns(path, table, "ways back") for path in paths):
                batch.settled, batch.before = True, {}
                break


def _fingerprints(home: Home, what: Leaving, numbers: list[str], *, now: datetime) -> list[str]:
    with rings.changing(home, now=now) as ring:
        if not ring.of_purpose(FORGOTTEN):
            ring.add(FORGOTTEN, now=now)
    ring = rings.load(home)
    return [
        *forgotten.fingerprints(ring, CUSTOMER, numbers),
        *forgotten.fingerprints(ring, ACCOUNT, what.accounts()),
    ]


def _derived_concerned(home: Home, manifest: Manifest, what: Leaving) -> bool:
    """Does anything that runs keep hold such a row? Only where a night came between two halves."""
    seals, points = _keepings(home, manifest)
    return any(
        what.concerns(file, _part(file), f"seals/{_part(file)}")
        for on in seals.valid() for file in files_of(seals.path(on))
    ) or any(what.concerns(file, "asset_points", "points") for file in points.valid())  # fmt: skip


def _carry_seals(home: Home, before: Manifest, manifest: Manifest, what: Leaving) -> None:
    """Every seal that holds, under the name that it has from now on."""
    old, new = _keepings(home, before)[0], _keepings(home, manifest)[0]
    for on in sorted(old.valid()):
        if not old.is_sound(on):
            continue  # derived again by the next night
        for file in files_of(old.path(on)):
            table = _part(file)
            anew = what.concerns(file, table, f"seals/{table}")
            _put(file, new.path(on) / file.name, table, what, anew=anew)
        write_sums(new.path(on))


def _carry_points(home: Home, before: Manifest, manifest: Manifest, what: Leaving) -> None:
    old, new = _keepings(home, before)[1], _keepings(home, manifest)[1]
    sums = read_sums(old.folder)
    broken = {one.path for one in soundness.damaged(old.folder, sums, sums, deep=True)}
    for file, on in old.valid().items():
        if file.name in broken or file.name not in sums:
            continue  # derived again by the next night
        anew = what.concerns(file, "asset_points", "points")
        _put(file, new.path(on), "asset_points", what, anew=anew)


def _keepings(home: Home, manifest: Manifest) -> tuple[Seals, DayPoints]:
    currency = home.settings().currency
    return (
        Seals(home.lake / SEALS, manifest, currency),
        DayPoints(home.lake / POINTS, manifest, currency),
    )


def _part(file: Path) -> str:
    return file.stem.rsplit("-", 1)[0]


def _sweep(home: Home, manifest: Manifest) -> None:
    lake_files.sweep(home, manifest)
    for kept in _keepings(home, manifest):
        kept.sweep()
    if (home.lake / POINTS).is_dir():
        write_sums(home.lake / POINTS)  # of those that are left, and of those written just now
