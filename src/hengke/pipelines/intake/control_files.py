"""Control files: what the sender says a file holds (rows, a sum) against what arrived."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence
from hengke.pipelines.intake.delivery import DeliveredFile, Delivery, caught, control_name
from hengke.pipelines.intake.handling import NOTHING
from hengke.pipelines.intake.headings import missing_refused
from hengke.pipelines.intake.mapping import Control, Source
from hengke.pipelines.intake.shown_values import loose
from hengke.pipelines.intake.sql_text import literal, name, repaired
from hengke.pipelines.intake.stage_rows import RawRelation
from hengke.pipelines.intake.staged_files import RawFile
from hengke.pipelines.intake.staging import split_by, staged
from hengke.pipelines.intake.workspace import Workspace

AMOUNT_REPAIRS = ("full_width", "currency", "thousands", "accounting")


@dataclass(frozen=True)
class Figures:
    """What is compared; None where it is not stated."""

    rows: int | None
    total: Decimal | None


def check_control(
    workspace: Workspace,
    delivery: Delivery,
    source: Source,
    raw: tuple[RawFile, ...],
    *,
    staging: Path,
) -> None:
    """Refuse a file whose rows or sum are not what its control file says."""
    control = source.control
    if control is None:
        return
    for number, file in enumerate(delivery.files):
        if file.source != source.name:
            continue
        place = _control_of(file, control, delivery)
        stated = _stated(workspace, place, file, control, source, staging=staging)
        arrived = _arrived(workspace, raw[number], number, control, source)
        _compare(file, place.name, stated, arrived, raw[number])


def _control_of(file: DeliveredFile, control: Control, delivery: Delivery) -> DeliveredFile:
    """The control file of one data file, as a file of its own."""
    wanted = control_name(file.name, control, file.captured)
    folder = delivery.folder
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        if path.is_file() and path != file.path and caught([wanted], relative) is not None:
            stat = path.stat()
            identity = f"{relative} {stat.st_size} {stat.st_mtime_ns}"
            return DeliveredFile(path, relative, identity, stat.st_size, file.source)
    raise Refused(
        "{file} came without its control file ({wanted}).",
        next_step="The delivery is probably incomplete: have it sent again.",
        file=file.name,
        wanted=re.sub("[*]", "…", wanted),
    )


def _stated(
    workspace: Workspace,
    place: DeliveredFile,
    file: DeliveredFile,
    control: Control,
    source: Source,
    *,
    staging: Path,
) -> Figures:
    columns = [column for column in (control.rows, control.sum, control.file_column) if column]

    def check(present: Sequence[str]) -> None:
        missing_refused(
            columns, present, file=place.name, source=source.name,
            delimiter=split_by(place, control.layout),
        )  # fmt: skip

    found = staged(place, control.layout, NOTHING, workspace.vault, folder=staging, check=check)
    listed = ", ".join(f"trim({name(column)})" for column in columns)
    rows = workspace.rows(f"SELECT {listed} FROM read_parquet({literal(str(found.data))})")
    if control.file_column:
        names = (file.name, file.path.name, file.stem)
        rows = [row for row in rows if row[-1] in names]
    if len(rows) != 1:
        raise Refused(
            "{place} has {rows} rows about {file}; it must have one.",
            next_step='Name the column with the file names as "file_column" of the control.',
            place=place.name,
            rows=len(rows),
            file=file.name,
        )
    said = dict(zip(columns, rows[0], strict=True))
    return Figures(
        rows=_whole(said[control.rows], place) if control.rows else None,
        total=_amount(said[control.sum], place) if control.sum else None,
    )


def _whole(text: str, place: DeliveredFile) -> int:
    amount = _amount(text, place)
    if amount != amount.to_integral_value():
        raise _unreadable(text, place)
    return int(amount)


def _amount(text: str, place: DeliveredFile) -> Decimal:
    try:
        amount = Decimal(re.sub("[,，\\s]", "", text))
    except InvalidOperation:
        raise _unreadable(text, place) from None
    if not amount.is_finite():
        raise _unreadable(text, place)
    return amount


def _unreadable(text: str, place: DeliveredFile) -> Refused:
    return Refused(
        '{place}: "{text}" is not a number.',
        next_step="Check the layout of the control file in the mapping.",
        place=place.name,
        text=loose(text),
    )


def _arrived(
    workspace: Workspace, raw: RawFile, number: int, control: Control, source: Source
) -> Figures:
    if not control.sum:
        return Figures(raw.rows, None)
    path = literal(str(raw.data))
    types = workspace.types(f"read_parquet({path})")
    relation = RawRelation("", types, source.null_values)
    text = repaired(relation.cell(control.sum_of), AMOUNT_REPAIRS)
    total = workspace.value(
        f"SELECT coalesce(sum(try_cast({text} AS DECIMAL(38, 6))), 0) FROM read_parquet({path})"
    )
    return Figures(raw.rows, Decimal(total))


def _compare(
    file: DeliveredFile, control: str, stated: Figures, arrived: Figures, raw: RawFile
) -> None:
    if stated.rows is not None and stated.rows != arrived.rows:
        raise Refused(
            "{file} has {rows}, {control} says {stated:,}.",
            next_step="The file is probably incomplete: have it sent again. Nothing was changed.",
            file=file.name,
            rows=_rows(arrived.rows or 0, raw.ragged),
            control=control,
            stated=stated.rows,
        )
    if stated.total is not None and stated.total != arrived.total:
        raise Refused(
            "{file} sums to {total}, {control} says {stated}.",
            next_step="Have both files made again from one cut. Nothing was changed.",
            file=file.name,
            total=_total(_plain(arrived.total), raw.ragged),
            control=control,
            stated=_plain(stated.total),
        )


def _rows(rows: int, ragged: int) -> str:
    if not ragged:
        return sentence("{rows:,} rows", rows=rows)
    return sentence(
        "{rows:,} rows, {ragged:,} of them with the wrong number of columns",
        rows=rows, ragged=ragged,
    )  # fmt: skip


def _total(total: str, ragged: int) -> str:
    if not ragged:
        return total
    return sentence(
        "{total} ({ragged:,} rows have the wrong number of columns)", total=total, ragged=ragged
    )


def _plain(amount: Decimal | None) -> str:
    return f"{amount.normalize():,f}" if amount is not None else sentence("nothing")
