"""`hengke lake tidy`: what the retention policy gives up goes, small files are put together."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from hengke.pipelines.home import Home
    from hengke.pipelines.tidying import Tidied

MEGABYTE = 1024**2


def tidy(
    home: HomePath = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go and why; change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Remove results that the retention policy gives up, and put small files together.

    Every import and run does it at its end. The run that the workbench shows, runs that are kept
    and deliveries that can be taken back lose nothing.
    """
    done = tidied(opened(home), dry_run=dry_run)
    if as_json:
        write_json(asdict(done))
    else:
        _tell(done)


def tidied(home: Home, *, dry_run: bool = False) -> Tidied:
    from hengke.cli import runs
    from hengke.kernel import clock
    from hengke.pipelines import tidying

    shown = runs.published(home) or ""
    return tidying.tidy(home, shown=shown, now=clock.now(), dry_run=dry_run)


def after_a_run(home: Home, run_id: str) -> None:
    """At the end of a run that is published now; a home that is busy is tidied the next night."""
    from hengke.kernel import clock
    from hengke.pipelines import tidying

    tidying.tidy_if_free(home, shown=run_id, now=clock.now())


def _tell(done: Tidied) -> None:
    if done.removed:
        rows = [(one.what, one.name, one.why) for one in done.removed]
        write_table(("what", "name", "why it goes"), rows, title=f"By {done.policy}")
    for table, files in done.together.items():
        say(f"{table}: {files} small files {'would be' if done.dry_run else 'were'} put together.")
    would = "would be " if done.dry_run else ""
    say(f"{done.files:,} files, {done.bytes_freed / MEGABYTE:,.1f} MB {would}freed.")
