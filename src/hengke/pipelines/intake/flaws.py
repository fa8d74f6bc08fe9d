"""Identifiers that cannot be right: counted, and shown with a few masked examples.

The bank knows its customer otherwise, so such a row is loaded. Judged was each value while it was
read (`protection/validity.py`); here a document's number gets its kind from the row's `id_type`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hengke.kernel import numbers_of_people as numbers
from hengke.pipelines.intake import shown_values
from hengke.pipelines.intake.candidates import CONSTANTS, Candidates
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.stage_rows import FILES_PER_PART, ROWS_PER_FILE, flaw_of
from hengke.pipelines.intake.workspace import Workspace
from hengke.pipelines.protection import validity

KIND_COLUMN = "id_type"
EXAMPLES = 3


def found(workspace: Workspace, tables: dict[str, Candidates]) -> list[dict[str, Any]]:
    """What is wrong, most frequent first: table, column, rule, rows, and as `examples` file, row
    and the value, of which one sign stands at each end. Rows to be removed do not count."""
    told = [one for candidates in tables.values() for one in _of_table(workspace, candidates)]
    return sorted(told, key=lambda one: -one["rows"])


def of_rows(candidates: Candidates) -> str:
    """SQL condition: a row that a file brought, and that stays."""
    theirs = (part.its_rows for part in candidates.parts if part.source != CONSTANTS)
    return f"NOT _delete AND ({' OR '.join(theirs) or 'false'})"


def _of_table(workspace: Workspace, candidates: Candidates) -> Iterator[dict[str, Any]]:
    for column in candidates.schema.identifiers:
        if flaw_of(column.name) not in candidates.columns:
            continue
        for rule, count, rows in workspace.rows(
            f"SELECT rule, count(*), min(_row, {EXAMPLES}) FROM (SELECT _row, "
            f"{_rule(column.name, column.identifier)} AS rule FROM new_{candidates.table} "
            f"WHERE {name(flaw_of(column.name))} IS NOT NULL AND {of_rows(candidates)}) "
            "WHERE rule <> '' GROUP BY rule ORDER BY rule"
        ):
            yield {
                "table": candidates.table, "column": column.name, "rule": rule, "rows": count,
                "examples": _examples(workspace, candidates, column.name, rows),
            }  # fmt: skip


def _rule(column: str, kind: str) -> str:
    """The code; of a document that which belongs to its kind."""
    own = name(flaw_of(column))
    if kind != "id_number":
        return own
    codes = [f"split_part({own}, {literal(validity.BETWEEN)}, {place})" for place in (1, 2, 3)]
    by_kind = dict(zip(numbers.DOCUMENTS, codes, strict=True))
    whens = (
        f"WHEN lower(trim({name(KIND_COLUMN)})) IN ({', '.join(map(literal, words))}) "
        f"THEN {by_kind[document]}"
        for document, words in numbers.CALLED.items()
    )
    return f"CASE {' '.join(whens)} ELSE {by_kind[numbers.OTHER]} END"


def _examples(
    workspace: Workspace, candidates: Candidates, column: str, rows: list[int]
) -> list[dict[str, Any]]:
    """Masked like a number whatever it is: half of a wrong value may be another person's right
    one."""
    wanted = ", ".join(map(str, rows))
    there = workspace.rows(
        f"SELECT f.name, _row % {ROWS_PER_FILE}, {candidates.raw(column)} "
        f"FROM new_{candidates.table} JOIN files f "
        f"ON f._file = _row // {ROWS_PER_FILE} % {FILES_PER_PART} "
        f"WHERE _row IN ({wanted}) ORDER BY _row"
    )
    opened = workspace.vault.opened
    return [
        {"file": file, "row": line, "value": shown_values.number(opened(raw))}
        for file, line, raw in there
    ]
