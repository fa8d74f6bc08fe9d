"""`hengke workbench move`: from SQLite to PostgreSQL when a bank has outgrown it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import note, say, write_json, write_table

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

app = typer.Typer(help="The workbench's database.", no_args_is_help=True)


@app.callback()
def workbench() -> None:
    """The workbench's database."""


@app.command("move")
def move(
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="URL",
            envvar="MOVE_TO_DATABASE_URL",
            show_envvar=True,
            help="An empty database: postgresql://user:password@host:5432/name.",
        ),
    ],
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Copy what people own to another database: log-ins, tasks, contacts, overrides, the audit log.

    All of it or nothing; the old database stays as it is. Published results come with the next
    `hengke publish`. Stop `hengke serve` and `hengke worker` first.
    """
    place = opened(home)
    copied = moved(place, to)
    if as_json:
        write_json({"to": without_password(to), "copied": copied})
        return
    write_table(("table", "rows"), [(name, f"{rows:,}") for name, rows in copied.items()])
    say(f"The workbench of this home is now at {without_password(to)}.")
    note(f"Next: set DATABASE_URL for every service of this home, then: hengke publish --home "
         f"{place.path}")  # fmt: skip


def moved(home: Home, to: str) -> dict[str, int]:
    """Nobody imports, runs or publishes meanwhile; afterwards the home knows where it went."""
    from hengke.cli import workbench as database
    from hengke.pipelines import lake

    database.opened(home)
    from hengke.server import moving

    with lake.writing(home, what="hengke workbench move"):
        copied = moving.move(to)
        home.change_settings(workbench=without_password(to))
    return copied


def without_password(address: str) -> str:
    """The address as it may be shown and kept."""
    parts = urlsplit(address)
    who = f"{parts.username}@" if parts.username else ""
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query and "password" not in parts.query else ""
    return f"{parts.scheme}://{who}{parts.hostname or ''}{port}{parts.path}{query}"
