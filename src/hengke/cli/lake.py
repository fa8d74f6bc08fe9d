"""`hengke lake`: looking into the files of a home."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengke.cli.options import AsJson, opened
from hengke.cli.output import say, write_json, write_table
from hengke.cli.runs import chosen

if TYPE_CHECKING:
    from hengke.pipelines.comparing import Comparison, TableComparison
    from hengke.pipelines.lake import RunEntry

DIFFERENT = 6
"""Exit code of a comparison that found a difference; docs/operations.md lists them all."""

app = typer.Typer(help="The files of a home: results beside each other.", no_args_is_help=True)

HomeA = Annotated[Path, typer.Argument(metavar="HOME_A", help="A home with a run.")]
HomeB = Annotated[Path, typer.Argument(metavar="HOME_B", help="The home to hold beside it.")]


@app.callback()
def lake() -> None:
    """The files of a home."""


@app.command("compare")
def compare(home_a: HomeA, home_b: HomeB, as_json: AsJson = False) -> None:
    """Compare the result tables of the newest run of two homes; exit code 6 when they differ.

    Whole numbers, texts and dates must be equal, floats to 1e-9 of the larger one. The name of the
    run and of its batch are no difference.
    """
    from hengke.pipelines.comparing import Side, compared

    a, b = (Side(home, chosen(home, None)) for home in (opened(home_a), opened(home_b)))
    found = compared(a, b)
    if as_json:
        write_json(_told(found))
    else:
        _tell(found)
    raise typer.Exit(0 if found.same else DIFFERENT)


def _told(found: Comparison) -> dict[str, object]:
    return {
        "same": found.same,
        "runs": {"a": _run(found.run_a), "b": _run(found.run_b)},
        "tables": [{**asdict(table), "same": table.same} for table in found.tables],
    }


def _run(entry: RunEntry) -> dict[str, str]:
    return {"run_id": entry.run_id, "as_of": entry.as_of, "engine": entry.engine}


def _tell(found: Comparison) -> None:
    for side, entry in (("A", found.run_a), ("B", found.run_b)):
        say(f"{side}: run {entry.run_id} as of {entry.as_of} on {entry.engine}")
    columns = ("table", "equal", "different", "only A", "only B", "what differs")
    write_table(columns, [_row(table) for table in found.tables])
    say("The results are the same." if found.same else "The results differ.")


def _row(table: TableComparison) -> tuple[object, ...]:
    largest = table.largest_relative_difference
    what = [
        f"{name} in {count:,} rows" + (f" (up to {largest[name]:.1e})" if name in largest else "")
        for name, count in table.columns.items()
    ]
    what += [f"{name}: {told}" for name, told in table.schema.items()]
    counts = (table.equal, table.different, table.only_a, table.only_b)
    return (table.table, *(f"{count:,}" for count in counts), "; ".join(what))
