"""Control files beside data files: what the sender says is in them, rows and perhaps a sum."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from hengke.pipelines.intake.proposing.groups import CONTROLS, Group
from hengke.pipelines.intake.proposing.rules import quoted
from hengke.pipelines.intake.proposing.sniffing import SAMPLE_ROWS, Sniffed

LARGEST = 64 << 10  # a control file is a line or two
DELIMITERS = ("|@|", "|+|", "|", "\t", ";", ",")
ROWS = re.compile("行数|笔数|条数|记录数|rows?|count|records?", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """The lines of `[sources.control]`, and the files that it explains."""

    lines: tuple[str, ...]
    files: frozenset[str]


def control_of(folder: Path, group: Group) -> Found | None:
    """One control file per data file, of the same stem, in which the number of rows is found."""
    beside = {file: _beside(folder, file) for file in group.files}
    paths = [path for path in beside.values() if path]
    endings = {"".join(path.suffixes) for path in paths}
    sampled = beside.get(group.sample.name)
    if len(paths) < len(beside) or len(endings) != 1 or sampled is None:
        return None
    lines = _settings(sampled, group.sample)
    if not lines:
        return None
    head = ("[sources.control]", f"files = {quoted('{stem}' + endings.pop())}")
    return Found((*head, *lines), frozenset(path.relative_to(folder).as_posix() for path in paths))


def _beside(folder: Path, file: str) -> Path | None:
    data = folder / file
    stem = data.name.split(".")[0]
    named = (path for path in sorted(data.parent.iterdir()) if path.name.split(".")[0] == stem)
    return next((path for path in named if path.name.lower().endswith(CONTROLS)), None)


def _settings(path: Path, sample: Sniffed) -> list[str]:
    """Nothing where the file does not state what was counted in the data."""
    if path.stat().st_size > LARGEST:
        return []
    text = path.read_bytes().decode("utf-8-sig", "replace")
    lines = [line for line in text.splitlines() if line.strip()]
    delimiter = next((one for one in DELIMITERS if lines and one in lines[0]), ",")
    rows = [[cell.strip() for cell in line.split(delimiter)] for line in lines]
    if len(rows) not in (1, 2) or len({len(row) for row in rows}) != 1:
        return []
    header = len(rows) == 2
    names = rows[0] if header else [f"c{n}" for n in range(1, len(rows[0]) + 1)]
    stated = dict(zip(names, map(_number, rows[-1]), strict=True))
    counted = _rows(stated, sample)
    if not counted:
        return []
    found = [f"delimiter = {quoted(delimiter)}"] if delimiter != "," else []
    if not header:
        found += ["header = false", f"names = [{', '.join(map(quoted, names))}]"]
    found.append(f"rows = {quoted(counted)}")
    total = _sum({name: value for name, value in stated.items() if name != counted}, sample)
    return found + [f"{key} = {quoted(value)}" for key, value in total.items()]


def _rows(stated: dict[str, Decimal | None], sample: Sniffed) -> str:
    """The cell that is the number of rows; of a longer file, or a wrong one, the one named so."""
    if len(sample.rows) < SAMPLE_ROWS:
        equal = [name for name, value in stated.items() if value == len(sample.rows)]
        if equal:
            return equal[0]
    return next((name for name, value in stated.items() if value and ROWS.search(name)), "")


def _sum(stated: dict[str, Decimal | None], sample: Sniffed) -> dict[str, str]:
    if len(sample.rows) == SAMPLE_ROWS:
        return {}
    for column in sample.columns:
        cells = [_number(cell) for cell in sample.column(column)]
        numbers = [cell for cell in cells if cell is not None]
        if not numbers or len(numbers) < len(cells):
            continue
        for name, value in stated.items():
            if value is not None and value == sum(numbers):
                return {"sum": name, "sum_of": column}
    return {}


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
