"""`hengke doctor`: is this machine and this home in order?"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING, Annotated

import typer

from hengke.cli import checkup_safety as safety
from hengke.cli import checkup_trust as trust
from hengke.cli.checkup_safety import Finding
from hengke.cli.options import AsJson, HomePath
from hengke.cli.output import note, say, write_json
from hengke.kernel.errors import HengkeError, Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

LOCKED_EXACTLY = ("duckdb", "sqlglot")  # results must not drift
GIB = 1024**3
NOT_IN_ORDER = Refused.exit_code
MOST_NAMED = 5  # damaged files in one line


def doctor(
    home: HomePath = None,
    deep: Annotated[
        bool, typer.Option("--deep", help="Read every file of the lake and compare checksums.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check versions, disk, keys, permissions, database, lake, audit, second factors, backups,
    clock and worker.

    Exit code 2 when something is wrong; every finding names the way out.
    """
    from hengke.pipelines.home import Home

    findings = _examined(Home.at(home), deep=deep)
    in_order = all(finding.level != "fail" for finding in findings)
    if as_json:
        write_json({"in_order": in_order, "findings": [asdict(one) for one in findings]})
    else:
        _tell(findings)
    raise typer.Exit(0 if in_order else NOT_IN_ORDER)


def _tell(findings: list[Finding]) -> None:
    for finding in findings:
        say(f"{finding.level:>4}  {finding.what}: {finding.detail}")
        if finding.next_step:
            note(f"      Next: {finding.next_step}")


def _examined(home: Home, *, deep: bool = False) -> list[Finding]:
    machine = [_python(), _libraries(), _guarded(_disk, home)]
    if not home.exists():
        missing = Finding("home", "fail", f"none at {home.path}", "hengke init --home DIR")
        return [*machine, missing]
    looks: list[Callable[[Home], Finding]] = [
        _home, safety.keys, safety.permissions, _database, _deep_lake if deep else _lake,
        _published, safety.audit, trust.proof, trust.factors, trust.named_keys, trust.destruction,
        safety.backup,
        safety.time, safety.https, _worker,
    ]  # fmt: skip
    return [*machine, *(_guarded(look, home) for look in looks)]


def _guarded(look: Callable[[Home], Finding], home: Home) -> Finding:
    """A look that itself fails is a finding: the check-up always ends with an answer."""
    what = look.__name__.strip("_").removeprefix("deep_")
    try:
        return look(home)
    except Refused as refusal:
        return Finding(what, "fail", refusal.message, refusal.next_step)
    except (OSError, ValueError, KeyError, TypeError, HengkeError) as error:
        return Finding(what, "fail", f"{type(error).__name__}: {error}", "Restore from a backup.")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    level = "ok" if sys.version_info >= (3, 11) else "fail"
    return Finding("python", level, version, "" if level == "ok" else "Use Python 3.11 or later.")


def _libraries() -> Finding:
    """The two libraries that results depend on must be the very releases that were tested."""
    wanted = {
        name: line.split("==")[1].split(";")[0].strip()
        for line in metadata.requires("hengke") or ()
        for name in LOCKED_EXACTLY
        if line.startswith(f"{name}==")
    }
    found = {name: metadata.version(name) for name in wanted}
    off = [
        f"{name} {found[name]}, tested with {release}"
        for name, release in wanted.items()
        if found[name] != release
    ]
    if off:
        step = "Install from requirements/runtime.lock."
        return Finding("libraries", "fail", ", ".join(off), step)
    return Finding("libraries", "ok", ", ".join(f"{name} {found[name]}" for name in found))


def _disk(home: Home) -> Finding:
    """Free space against `free_gib` of the operations policy."""
    existing = next(place for place in (home.path, *home.path.parents) if place.exists())
    free, wanted = shutil.disk_usage(existing).free / GIB, safety.limits(home).free_gib
    told = f"{free:.1f} GiB free at {existing}, at least {wanted} wanted"
    if free >= wanted:
        return Finding("disk", "ok", told)
    step = ("A nightly run writes beside the old one before it replaces it: make room, or keep "
            "results for a shorter time (policies/retention).")  # fmt: skip
    return Finding("disk", "warn", told, step)


def _home(home: Home) -> Finding:
    from hengke.kernel import clock
    from hengke.policies import tiering

    settings = home.settings()
    for name in settings.policies:
        tiering.load(name, on=clock.today(), own=home.tier_policies)
    if unknown := ", ".join(home.unknown_settings()):
        step = "Correct the word; what a later release wrote may stay."
        return Finding("home", "warn", f"home.toml says {unknown}: not understood", step)
    policies = ", ".join(settings.policies) or "no policy enabled yet"
    return Finding("home", "ok", f"{home.path} ({settings.bank}, {settings.currency}; {policies})")


def _database(home: Home) -> Finding:
    from hengke.cli import workbench

    workbench.set_up(home)
    from django.db import DatabaseError, connection

    try:
        waiting = workbench.waiting_migrations()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check")
                if (answer := cursor.fetchone()[0]) != "ok":
                    return Finding("database", "fail", answer, "Restore from a backup.")
    except DatabaseError as error:
        return Finding("database", "fail", str(error), "Restore from a backup.")
    if waiting:
        step = "hengke publish (or the next run) brings it up to date."
        return Finding("database", "warn", f"{len(waiting)} changes of form are waiting", step)
    return Finding("database", "ok", connection.vendor)


def _lake(home: Home, *, deep: bool = False) -> Finding:
    """Every file that the manifest names must be there as it was written."""
    from hengke.pipelines import lake, seals, soundness

    manifest = lake.load(home)
    named = [*manifest.tables(), *manifest.results()]
    found = soundness.damaged(home.lake, manifest.sums, named, deep=deep)
    found += seals.damaged_keepings(home.lake) if deep else []
    if found:
        listed = "; ".join(f"lake/{one.path}: {one.what}" for one in found[:MOST_NAMED])
        more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
        steps = " ".join(dict.fromkeys(one.way_out for one in found))
        return Finding("lake", "fail", f"{len(found)} damaged files: {listed}{more}", steps)
    batches = sum(batch.status == "loaded" for batch in manifest.batches)
    how = "present and unchanged" if deep else "present"
    detail = f"{batches} batches, {len(manifest.runs)} runs, {len(named)} files {how}"
    return Finding("lake", "ok", detail)


def _deep_lake(home: Home) -> Finding:
    return _lake(home, deep=True)


def _published(home: Home) -> Finding:
    from hengke.cli import runs, workbench

    newest, shown = runs.newest(home), runs.published(home) if workbench.STATE["set_up"] else None
    if newest is None:
        return Finding("published", "ok", "nothing computed yet")
    if shown != newest.run_id:
        return Finding("published", "warn", f"shown is {shown or 'nothing'}", "hengke publish")
    return Finding("published", "ok", f"run {shown}, data as of {newest.as_of}")


def _worker(home: Home) -> Finding:
    from hengke.cli.serving import answers

    if answers(home):
        return Finding("worker", "ok", "answers")
    return Finding("worker", "warn", "not running", "hengke serve starts one; alone: hengke worker")
