"""What a command prints: answers on stdout, everything else on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import typer

from hengke.engine.rules.errors import LISTED, TAGS_LISTED
from hengke.kernel.errors import Refused

PIPED_WIDTH = 160
PRINTED = {LISTED: "hengke rules features", TAGS_LISTED: "hengke rules tags"}
BROKEN = 1  # an engineer must look; Refused carries its own exit code


def say(text: str = "") -> None:
    typer.echo(text)


def note(text: str) -> None:
    """For the person at the terminal; never part of the answer."""
    typer.echo(text, err=True)


def told_version(wanted: bool) -> None:
    """`hengke --version`."""
    if wanted:
        from importlib import metadata

        say(f"hengke {metadata.version('hengke')}")
        raise typer.Exit


def write_json(answer: Any) -> None:
    """One document, readable and stable: keys in the order of the interface, text not escaped."""
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2, default=str))


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> None:
    """A table for people; columns whose cells are numbers stand to the right."""
    from rich.console import Console
    from rich.table import Table

    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    if title:
        say(title)  # a table's own title would be folded to the table's width
    table = Table()
    for index, column in enumerate(columns):
        numeric = all(_is_number(row[index]) for row in cells) and bool(cells)
        table.add_column(
            column, justify="right" if numeric else "left", overflow="fold", no_wrap=index == 0
        )
    for row in cells:
        table.add_row(*row)
    piped = not sys.stdout.isatty()
    Console(width=PIPED_WIDTH if piped else None).print(table)


def grouped(amount: str) -> str:
    """Decimal text with its thousands apart; unknown stays empty."""
    return f"{Decimal(amount):,}" if amount else amount


def explain_refusal(refusal: Refused) -> int:
    """Message and way out for a person; the exit code for a script."""
    note(f"Refused: {refusal.message}")
    if refusal.next_step:
        command = PRINTED.get(refusal.next_step)
        told = f" It is printed by: {command}" if command else ""
        note(f"  Next: {refusal.next_step}{told}")
    return refusal.exit_code


def explain_breakage(error: Exception) -> int:
    """No traceback for the person, yet enough to report: type, text and how to see more."""
    note(f"Something broke: {type(error).__name__}: {error}")
    note("  Nothing half-done was made visible. To see where: HENGKE_DEBUG=1 hengke ...")
    return BROKEN


def _is_number(cell: str) -> bool:
    return cell == "" or cell.replace(",", "").replace(".", "").lstrip("-").isdigit()
