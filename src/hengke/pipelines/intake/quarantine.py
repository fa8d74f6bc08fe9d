"""Quarantine: refused rows as received, with the reason; and the same as a file for people.

The error file has one line per broken rule: table, file, row (line), column, value, reason; what
may be of a person is masked (shown_values). Rows that do not fit stand in it without their text.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from hengke.pipelines.intake import rows_of_text
from hengke.pipelines.intake.candidates import CONSTANTS, Candidates
from hengke.pipelines.intake.functions import shown
from hengke.pipelines.intake.reasons import reason
from hengke.pipelines.intake.received import Received
from hengke.pipelines.intake.report import in_chinese
from hengke.pipelines.intake.shown_values import shown_value
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.stage_rows import FILES_PER_PART, ROWS_PER_FILE
from hengke.pipelines.intake.workspace import Workspace

HEADER = "table,file,row,column,value,reason\r\n"
HEADER_ZH = "表,文件,行,列,值,原因\r\n"
RAGGED = reason(
    "{found} columns (or characters) where {wanted} are expected", found="found", wanted="wanted"
)
MADE = ("file.", *rows_of_text.MADE)  # columns that no file brought
SHOWN_VALUE = 500  # characters of a value in the error file; the quarantine holds all of it
MOST_PROBLEMS = 50


def collect(workspace: Workspace, tables: dict[str, Candidates], received: Received) -> int:
    """Make the table `refused`; returns the number of its lines."""
    workspace.run(
        'CREATE TABLE refused ("table" VARCHAR, place BIGINT, _file BIGINT, row BIGINT, '
        '"column" VARCHAR, value VARCHAR, rule VARCHAR, reason VARCHAR, reason_zh VARCHAR)'
    )
    for place, candidates in enumerate(tables.values()):
        table = literal(candidates.table)
        workspace.run(
            f"INSERT INTO refused SELECT {table}, {place}, _row // {ROWS_PER_FILE} % "
            f"{FILES_PER_PART}, _row % {ROWS_PER_FILE}, column_name, value, rule, reason, "
            "reason_zh "
            f"FROM bad_{candidates.table}"
        )
        sources = {part.source for part in candidates.parts}
        numbers = [n for source in sources for n in received.numbers_of(source)]
        if numbers:
            workspace.run(
                f"INSERT INTO refused SELECT {table}, {place}, _file, _line, '', text, 'ragged', "
                f"{RAGGED.columns} FROM misfits WHERE _file IN ({', '.join(map(str, numbers))})"
            )
    return workspace.count("refused")


def counts(workspace: Workspace) -> dict[str, int]:
    """Refused rows per table; a row that breaks three rules is one row."""
    found = workspace.rows(
        'SELECT "table", count(DISTINCT (_file, row)) FROM refused GROUP BY "table"'
    )
    return dict(found)


def problems(workspace: Workspace) -> list[dict[str, Any]]:
    """What is wrong, most frequent first: table, column, rule, rows, and one example with the
    reason in English and in Chinese."""
    found = workspace.rows(
        'SELECT "table", "column", rule, count(*) AS number, min_by(name, (_file, row)), '
        "min_by(row, (_file, row)), min_by(value, (_file, row)), min_by(reason, (_file, row)), "
        "min_by(reason_zh, (_file, row)) "
        'FROM refused JOIN files USING (_file) GROUP BY "table", place, "column", rule '
        f'ORDER BY number DESC, place, "column", rule LIMIT {MOST_PROBLEMS}'
    )
    keys = ("table", "column", "rule", "rows", "file", "row", "value", "reason", "reason_zh")
    told = [dict(zip(keys, row, strict=True)) for row in found]
    vault = workspace.vault
    return [
        {**one, "value": shown_value(vault, one["table"], one["column"], one["value"])}
        for one in told
    ]


def keep_rows(
    workspace: Workspace, received: Received, tables: dict[str, Candidates], path: Path
) -> None:
    """`received` is the whole row as it came, as JSON (or the text of a row that does not fit);
    identifiers in it, and any text that does not fit, are tokens."""
    wanted = "(SELECT DISTINCT _file, row AS _line FROM refused)"
    sources = {part.source for candidates in tables.values() for part in candidates.parts}
    selects = ["SELECT 0 AS _file, 0 AS _line, '' AS received WHERE false"]
    for source in sorted(sources - {CONSTANTS}):
        relation = received.relations[source]
        cells = ", ".join(
            f"{name(column)} := CAST({name(column)} AS VARCHAR)"
            for column in relation.types
            if column not in ("_file", "_line") and not column.startswith(MADE)
        )
        selects.append(
            f"SELECT _file, _line, CAST(to_json(struct_pack({cells})) AS VARCHAR) AS received "
            f"FROM {relation.view} SEMI JOIN {wanted} USING (_file, _line)"
        )
    workspace.keep(
        'SELECT r."table", f.name AS file, r.row, r."column", r.value, r.rule, r.reason, '
        "coalesce(w.received, r.value) AS received FROM refused r JOIN files f USING (_file) "
        f"LEFT JOIN ({' UNION ALL '.join(selects)}) w ON w._file = r._file AND w._line = r.row "
        'ORDER BY r.place, r._file, r.row, r."column"',
        path,
    )


def write_errors(workspace: Workspace, path: Path) -> Path:
    """The error file, for a spreadsheet: marked as UTF-8, and no cell is taken for a formula.

    Beside it lies the same one in Chinese.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _write_errors(workspace, path, header=HEADER, reason="reason")
    _write_errors(workspace, in_chinese(path), header=HEADER_ZH, reason="reason_zh")
    return path


def _write_errors(workspace: Workspace, path: Path, *, header: str, reason: str) -> None:
    body = workspace.folder / path.name
    masked = shown(name("table"), name("column"), "value")
    value = f"left({masked}, {SHOWN_VALUE})"
    cells = ('"table"', "name", '"column"', value, reason)
    table, file, column, value, why = (_escaped(cell) for cell in cells)
    workspace.run(
        f"COPY (SELECT {table}, {file}, row, {column}, {value}, {why} "
        'FROM refused JOIN files USING (_file) ORDER BY place, _file, row, "column") '
        f"TO {literal(str(body))} (FORMAT csv, HEADER false)"
    )
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("wb") as target, body.open("rb") as source:
        target.write(header.encode("utf-8-sig"))
        shutil.copyfileobj(source, target)
    draft.chmod(0o600)
    draft.replace(path)


def _escaped(cell: str) -> str:
    """A text that a spreadsheet would run gets an apostrophe; a plain negative number does not."""
    runs = f"regexp_matches({cell}, '^[=+@\\t\\r-]')"
    number = f"regexp_full_match({cell}, '-[0-9]+([.][0-9]+)?')"
    return f"if({runs} AND NOT {number}, '''' || {cell}, {cell})"
