"""`hengke evidence`: what each method is worth on public data, beside a plain way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from hengke.cli.output import explain_refusal, note, write_json, write_table

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME]...", help="Data sets (default: all there are)."),
]  # fmt: skip
AsJson = Annotated[
    bool,
    typer.Option(
        "--json",
        help="Print one JSON document: the object of a single NAME, else a list with one object "
        "per data set.",
    ),
]
Data = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", help="The folder that holds the data sets' folders."),
]


def evidence(names: Names = None, *, data: Data, as_json: AsJson = False) -> None:
    """Fit and test each method on its public data set, each in a process of its own.

    One object per set: rows, metrics, baseline (a plain way on the same rows), published figures,
    seconds and peak_mb. A set that is refused does not stop the others; the exit code is then 2.
    With --json a single NAME gives its object, several (or none, for all) a list of such objects.
    """
    from hengke.kernel.errors import Refused
    from hengke.pipelines.evidence import registry
    from hengke.pipelines.evidence.measuring import measured

    chosen = registry.checked(tuple(names or ()))
    found, refused = [], 0
    for name in chosen:
        if len(chosen) > 1:
            note(name)
        try:
            found.append(measured(name, data))
        except Refused as refusal:
            refused = explain_refusal(refusal)
    if as_json and found:
        write_json(found[0] if len(chosen) == 1 else found)
    elif found:
        _tell(found)
    if refused:
        raise typer.Exit(refused)


def _tell(found: list[dict[str, Any]]) -> None:
    for one in found:
        title = (
            f"{one['name']}: {one['rows']:,} rows, {one['seconds']:.1f} s, {one['peak_mb']:.0f} MB"
        )
        rows = [
            (key, *(_cell(one[part].get(key)) for part in ("metrics", "baseline", "published")))
            for key in one["metrics"]
        ]
        write_table(("figure", "ours", "baseline", "published"), rows, title=title)


def _cell(value: float | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.5g}" if abs(value) < 1_000 else f"{value:,.1f}"
