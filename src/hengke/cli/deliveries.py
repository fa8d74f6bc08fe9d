"""`hengke import` and `hengke mapping`: a bank's files in, row errors out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.files import named_by_a_person
from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import note, say, write_json, write_table
from hengke.cli.progress import shown
from hengke.kernel.errors import Broken, Busy, NeedsConfirmation, Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

COUNTS = ("received", "loaded", "quarantined")
SHOWN_PROBLEMS = 10

mapping = typer.Typer(help="Mappings from a bank's files onto the bank contract.")

Delivery = Annotated[
    Path | None, typer.Argument(metavar="DIR", help="The folder with the bank's files.")
]
MappingName = Annotated[
    str | None,
    typer.Option("--mapping", metavar="NAME|FILE", help="A mapping's name or a TOML file."),
]


def import_(
    directory: Delivery = None,
    mapping_name: MappingName = None,
    check: Annotated[
        bool, typer.Option("--check", help="Validate every row and write nothing.")
    ] = False,
    confirm: Annotated[
        bool,
        typer.Option("--confirm", help="Accept a delivery that is unlike the last one."),
    ] = False,
    add_source: Annotated[
        bool, typer.Option("--add-source", help="Allow a second mapping into this home.")
    ] = False,
    undo: Annotated[
        str | None,
        typer.Option("--undo", metavar="BATCH", help="Take a batch back that no run has used."),
    ] = None,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Load a folder of the bank's files; bad rows go to quarantine with the reason."""
    if undo is not None:
        _undo(opened(home), undo, as_json=as_json)
        return
    if directory is None or mapping_name is None:
        raise Refused(
            "Which files, and what is in them?",
            next_step="hengke import DIR --mapping NAME_OR_FILE; `hengke mapping list` shows those "
            "that ship, `hengke mapping new DIR` proposes one for your files.",
        )
    try:
        report = _imported(
            home, directory, mapping_name, check=check, confirm=confirm, add_source=add_source,
            quiet=as_json,
        )  # fmt: skip
    except NeedsConfirmation as refusal:
        if as_json and refusal.report is not None:
            write_json(refusal.report)  # what a script decides by; the exit code is 4
        raise
    if as_json:
        write_json(report)
    else:
        _tell(report, checked_only=check, home=home)


def _imported(
    home: Path | None,
    directory: Path,
    name: str,
    *,
    check: bool,
    confirm: bool,
    add_source: bool,
    quiet: bool,
) -> dict[str, Any]:
    """A first import makes the home on the spot; a check leaves no trace."""
    from hengke.cli.setting_up import made_if_missing
    from hengke.pipelines.home import Home
    from hengke.pipelines.intake import api

    _check_is_folder(directory)
    with shown(quiet=quiet) as progress:
        if check:
            report = api.check(Home.at(home), directory, mapping=name, progress=progress)
        else:
            with _undone_if_refused(Home.at(home)):
                report = api.import_delivery(
                    made_if_missing(home), directory, mapping=name, add_source=add_source,
                    confirmed=confirm, progress=progress,
                )  # fmt: skip
    return report.to_json()


@contextmanager
def _undone_if_refused(home: Home) -> Iterator[None]:
    """A home that was made for an import that is refused goes again with it."""
    fresh = not home.path.exists()
    try:
        yield
    except Refused as refusal:
        busy = isinstance(refusal, Busy)  # somebody else's home by now
        if fresh and not busy and home.path.exists():
            shutil.rmtree(home.path)
            note(f"Nothing was imported; the new home at {home.path} was removed again.")
        raise


def _check_is_folder(directory: Path) -> None:
    """Before a home is made for it."""
    if not directory.is_dir():
        raise Refused(f"There is no folder {directory}.", next_step="Name the delivery's folder.")


def _tell(report: dict[str, Any], *, checked_only: bool, home: Path | None) -> None:
    rows = [(one["table"], *(f"{one[count]:,}" for count in COUNTS)) for one in report["tables"]]
    write_table(("table", *COUNTS), rows)
    say(_sums(report["tables"]))
    _tell_problems(report)
    for file in report.get("left_out", ()):
        note(f"Left out: {file['file']} ({file['reason']})")
    for text in report.get("notes", ()):
        note(text)
    if checked_only:
        say("Checked only: nothing was written.")
    elif report.get("unchanged"):
        say("These files are already in this home; nothing was changed.")
    else:
        say(f"Batch {report['batch']} is in. Next: {_next(home)}")


def _sums(tables: list[dict[str, Any]]) -> str:
    """No row is lost on the way: the sum is said, so that it can be checked."""
    received, loaded, quarantined = (sum(one[count] for one in tables) for count in COUNTS)
    if received != loaded + quarantined:
        raise Broken(f"{received} rows came, yet {loaded} + {quarantined} are accounted for")
    return f"Received {received:,} = loaded {loaded:,} + quarantined {quarantined:,}"


def _tell_problems(report: dict[str, Any]) -> None:
    """What is wrong most often, each with one example; the file has every row."""
    problems = report.get("problems", ())
    if problems:
        columns = ("rows", "table", "column", "reason", "file", "row", "value")
        shown = [[one[column] for column in columns] for one in problems[:SHOWN_PROBLEMS]]
        write_table(columns, shown, title="Row errors, each with one example")
    if flawed := report.get("flawed", ()):
        columns = ("rows", "table", "column", "rule", "file", "row", "value")
        shown = [[{**one, **one["examples"][0]}[column] for column in columns] for one in flawed]
        write_table(columns, shown, title="Identifiers that cannot be right (loaded all the same)")
    if report.get("errors"):
        say(f"All row errors, with file, row, column, value and reason: {report['errors']}")


def _next(given: Path | None) -> str:
    """The command that goes on from here: a policy first where there is none, else the run of the
    last day of the whole book, which a small delivery may not reach."""
    from hengke.pipelines import lake
    from hengke.pipelines.home import Home

    home = Home.at(given)
    where = f" --home {given}" if given else ""
    if not home.settings().policies:
        return f"hengke policies enable NAME{where} (`hengke policies list` shows them)"
    days = [b.latest_date for b in lake.load(home).batches if b.status == "loaded"]
    last = max((day for day in days if day), default="DATE")
    return f"hengke run --as-of {last}{where}"


def _undo(home: Home, batch: str, *, as_json: bool) -> None:
    from hengke.pipelines.intake import api

    api.undo(home, batch)
    if as_json:
        write_json({"batch": batch, "undone": True})
    else:
        say(f"Batch {batch} was taken back; the home is as it was before it.")


@mapping.command("new")
def new(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The bank's files.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write here, not to stdout.")
    ] = None,
) -> None:
    """Propose a mapping from headers and values; read it, correct it, then `import --check`."""
    from hengke.pipelines.intake import api

    text = api.propose(directory)
    if out is None:
        say(text)
        return
    if out.exists():
        raise Refused(f"{out} exists already.", next_step="Name another file with --out.")
    with named_by_a_person():
        out.write_text(text, encoding="utf-8")
    note(f"Wrote {out}. Next: hengke import {directory} --mapping {out} --check")


@mapping.command("contract")
def contract() -> None:
    """Print the bank contract: every table and column a mapping can fill."""
    from hengke.pipelines.intake import api

    say(api.contract_text())


@mapping.command("list")
def list_(home: HomePath = None, as_json: AsJson = False) -> None:
    """The mappings that ship and those of this home."""
    from hengke.pipelines.home import Home
    from hengke.pipelines.intake import api

    rows = api.mappings(Home.at(home))
    if as_json:
        write_json(rows)
    else:
        write_table(("name", "where", "what"), [(r["name"], r["where"], r["what"]) for r in rows])
