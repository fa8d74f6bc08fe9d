"""A delivery read: files staged, columns and control figures checked, views over the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hengke.engine.schemas import CONTRACT
from hengke.kernel.errors import Refused
from hengke.pipelines.intake.control_files import check_control
from hengke.pipelines.intake.delivery import DeliveredFile, Delivery
from hengke.pipelines.intake.handling import handling_of
from hengke.pipelines.intake.headings import missing_refused
from hengke.pipelines.intake.mapping import Mapping, Source, Target
from hengke.pipelines.intake.sql_text import literal
from hengke.pipelines.intake.stage_rows import FILES_PER_PART, RawRelation, raw_sql
from hengke.pipelines.intake.staged_files import RawFile
from hengke.pipelines.intake.staging import split_by, staged
from hengke.pipelines.intake.target_columns import columns_needed
from hengke.pipelines.intake.workspace import Workspace

Progress = Callable[..., None]


@dataclass(frozen=True)
class Received:
    """Files in the order of their numbers (`_file`), and one relation per source that came."""

    files: tuple[DeliveredFile, ...]
    raw: tuple[RawFile, ...]
    relations: dict[str, RawRelation]

    def numbers_of(self, source: str) -> list[int]:
        return [number for number, file in enumerate(self.files) if file.source == source]

    def ragged_of(self, source: str) -> int:
        return sum(self.raw[number].ragged for number in self.numbers_of(source))


def receive(
    workspace: Workspace,
    delivery: Delivery,
    mapping: Mapping,
    *,
    staging: Path,
    progress: Progress,
) -> Received:
    """Read everything. Refuses what concerns a whole file; single rows are judged later."""
    if len(delivery.files) > FILES_PER_PART:
        raise Refused(
            "The delivery has {files:,} files; one import takes {limit:,}.",
            next_step="Deliver it in several folders.",
            files=len(delivery.files),
            limit=FILES_PER_PART,
        )
    raw = []
    total = sum(file.bytes for file in delivery.files) or 1
    done = 0
    for file in delivery.files:
        source = mapping.source(file.source)
        stage = f"Reading {file.name}"
        progress(stage)
        handling = handling_of(source, mapping)
        check = partial(_check_columns, file=file, source=source, mapping=mapping)
        vault = workspace.vault
        raw.append(staged(file, source.layout, handling, vault, folder=staging, check=check))
        done += file.bytes
        progress(stage, done, total)
    received = Received(delivery.files, tuple(raw), {})
    _show(workspace, received, mapping)
    for source in mapping.sources:
        if source.control and received.numbers_of(source.name):
            check_control(workspace, delivery, source, received.raw, staging=staging)
    _check_any_row(received, delivery)
    return received


def _sealed(files: list[RawFile]) -> dict[str, tuple[str, ...]]:
    """Columns that are sealed in one of the files, with the kinds that have fingerprints."""
    found: dict[str, tuple[str, ...]] = {}
    for file in files:
        for column, kinds in file.sealed.items():
            found[column] = tuple(dict.fromkeys((*found.get(column, ()), *kinds)))
    return found


def _check_any_row(received: Received, delivery: Delivery) -> None:
    if not any(file.rows for file in received.raw):
        raise Refused(
            "Not one row in {files}.",
            next_step="Have the delivery made again; nothing was changed.",
            files=", ".join(file.name for file in delivery.files[:5]),
        )


def _check_columns(
    present: Sequence[str], *, file: DeliveredFile, source: Source, mapping: Mapping
) -> None:
    needed = [column for target in source.targets for column in columns_needed(target)]
    for other in mapping.sources:
        for target in other.targets:
            for rule in target.columns.values():
                if rule.lookup and (rule.lookup.origin, rule.lookup.name) == (
                    "source", source.name,
                ):  # fmt: skip
                    needed += [rule.lookup.key, rule.lookup.value, *rule.lookup.only]
    if source.control and source.control.sum_of:
        needed.append(source.control.sum_of)
    for target in source.targets:
        if target.as_contract:
            needed += _required(target)
    missing_refused(
        dict.fromkeys(needed), present, file=file.name, source=source.name,
        known=source.classes, delimiter=split_by(file, source.layout),
    )  # fmt: skip


def _required(target: Target) -> list[str]:
    """Columns that a file in the contract's own shape must bring."""
    return [
        column.name
        for column in CONTRACT[target.table].columns
        if column.required and column.name not in target.columns
    ]


def _show(workspace: Workspace, received: Received, mapping: Mapping) -> None:
    """Views `raw_<n>` per source, the tables `files` (number, name) and `misfits`."""
    names = [f"({n}, {literal(file.name)})" for n, file in enumerate(received.files)]
    names.append(f"({len(received.files)}, {literal(f'mapping {mapping.name}')})")
    workspace.run(f"CREATE TABLE files AS FROM (VALUES {', '.join(names)}) AS v(_file, name)")
    for place, source in enumerate(mapping.sources):
        numbers = received.numbers_of(source.name)
        if not numbers:
            continue
        parts = [
            (n, str(received.raw[n].data), not received.raw[n].staged, received.files[n].captured)
            for n in numbers
        ]
        view = f"raw_{place}"
        workspace.run(f"CREATE VIEW {view} AS {raw_sql(parts)}")
        received.relations[source.name] = RawRelation(
            view, workspace.types(view), source.null_values,
            typed=all(received.raw[n].typed for n in numbers),
            sealed=_sealed([received.raw[n] for n in numbers]),
        )  # fmt: skip
    workspace.run(
        "CREATE TABLE misfits "
        "(_file BIGINT, _line BIGINT, found BIGINT, wanted BIGINT, text VARCHAR)"
    )
    for number, raw in enumerate(received.raw):
        if raw.misfits:
            workspace.run(
                f"INSERT INTO misfits SELECT {number}, _line, found, {len(raw.columns)}, text "
                f"FROM read_parquet({literal(str(raw.misfits))})"
            )
