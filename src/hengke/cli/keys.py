"""`hengke keys`: which keys a home has, new ones, what they sealed sealed again."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import note, say, write_json, write_table
from hengke.cli.progress import Report, shown

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

app = typer.Typer(help="The keys of a home.", no_args_is_help=True)
COLUMNS = ("id", "purpose", "state", "created_at", "ended_at")


@app.callback()
def keys() -> None:
    """The keys of a home."""


@app.command("list")
def list_(home: HomePath = None, as_json: AsJson = False) -> None:
    """Every key: what it is for, since when, and whether it is active, retired or destroyed."""
    from hengke.pipelines.protection import ring

    found = [asdict(key) for key in ring.load(opened(home)).keys.values()]
    rows = [{name: key[name] for name in COLUMNS} for key in found]
    if as_json:
        write_json(rows)
    else:
        write_table(COLUMNS, [tuple(row.values()) for row in rows])


@app.command("rotate")
def rotate(
    reseal: Annotated[
        bool,
        typer.Option("--reseal", help="Also a new key for the blind indexes; seal all again."),
    ] = False,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """A new key for identifiers; what older keys sealed stays readable.

    With --reseal everything is sealed under new keys at once, blind indexes included, and old keys
    that nothing needs any more are destroyed. Killed, it is finished by: hengke keys reseal.
    """
    place = _with_log(home)
    from hengke.pipelines import rotating

    made = rotating.rotate(place, index=reseal)
    _record("keys.rotated", made=made)
    if not reseal:
        if as_json:
            write_json({"made": made})
        else:
            say(f"New key {', '.join(made)}. What older keys sealed is read as before.")
        return
    _reseal(place, made, as_json=as_json)


@app.command("reseal")
def reseal_(home: HomePath = None, as_json: AsJson = False) -> None:
    """Seal everything under the keys of today, and destroy old ones that nothing needs."""
    _reseal(_with_log(home), [], as_json=as_json)


@app.command("rewrap")
def rewrap(
    master: Annotated[
        Path,
        typer.Option("--master", metavar="FILE", help="The new master key; made if missing."),
    ],
    home: HomePath = None,
) -> None:
    """Wrap every key by another master key. Nothing is sealed again; it takes a moment."""
    place = _with_log(home)
    from hengke.kernel import clock
    from hengke.pipelines.protection import master as masters
    from hengke.pipelines.protection import ring

    if not master.exists():
        masters.write(master, os.urandom(masters.BYTES))
        note(f"Made {master}. Without it this home cannot be read: keep a copy elsewhere.")
    ring.rewrap(place, masters.read_file(master), now=clock.now())
    _record("keys.rewrapped")
    say("The keys are wrapped by the new master key.")
    if masters.place(place).resolve() != master.resolve():
        note(f"Set {masters.VARIABLE}={master.resolve()} for every service of this home; the old "
             "master key opens backups from before, and nothing else.")  # fmt: skip


def _reseal(home: Home, made: list[str], *, as_json: bool) -> None:
    with shown(quiet=as_json) as progress:
        told = resealed(home, progress=progress)
    if as_json:
        write_json({"made": made, **told})
        return
    say(f"{told['files']} files of the lake were sealed again.")
    if told["published"]:
        say(f"Run {told['published']} was published again.")
    for key in told["destroyed"]:
        say(f"Key {key} was destroyed: nothing is sealed with it any more.")
    for key, why in told["kept"].items():
        note(f"Key {key} is kept: {why}.")


def _with_log(path: Path | None) -> Home:
    """Where the log cannot be opened, the keys stay as they are."""
    from hengke.cli import workbench

    home = opened(path)
    workbench.opened(home)
    return home


def _record(action: str, **details: Any) -> None:
    """In the log of the workbench, as what the system did; which keys, never a key itself."""
    from hengke.apps.audit import api as audit

    audit.record(action, by=None, **details)


def resealed(home: Home, *, progress: Report) -> dict[str, Any]:
    """The lake first, then the workbench: what it shows, and what people wrote into it."""
    from hengke.cli import runs, workbench
    from hengke.kernel import clock
    from hengke.pipelines import resealing, rotating

    files = resealing.reseal(home, tell=progress)
    shown_run = runs.published(home)
    if shown_run:
        runs.publish_run(home, shown_run, progress=progress)
    rows = workbench.resealed(home, rotating.retired(home))
    gone, kept = rotating.destroy_unneeded(home, holder_of=workbench.holder_of, now=clock.now())
    _record("keys.resealed", rows=rows, files=files, gone=gone, left=sorted(kept))
    return {
        "files": files, "published": shown_run or "", "rows": rows, "destroyed": gone, "kept": kept,
    }  # fmt: skip
