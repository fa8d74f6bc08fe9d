"""Candidates: the rows a delivery offers to one contract table, read but not yet judged."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Readable
from dataclasses import dataclass, field

from hengke.engine.schemas import CONTRACT, TableSchema
from hengke.kernel.errors import Refused
from hengke.pipelines.intake.functions import opened
from hengke.pipelines.intake.mapping import ColumnRule, Lookup, Mapping, Target
from hengke.pipelines.intake.received import Received
from hengke.pipelines.intake.sql_text import literal, name
from hengke.pipelines.intake.stage_rows import (
    FILES_PER_PART,
    ROWS_PER_FILE,
    Pairs,
    RawRelation,
    key_of,
    lookup_sql,
    sealed_texts,
    target_sql,
)
from hengke.pipelines.intake.workspace import Workspace

ROWS_PER_PART = FILES_PER_PART * ROWS_PER_FILE
CONSTANTS = "mapping"  # the source of rows that stand in the mapping itself


@dataclass(frozen=True)
class Part:
    """One target of one source; its rows have numbers from `first` on."""

    number: int
    source: str
    target: Target

    @property
    def first(self) -> int:
        return self.number * ROWS_PER_PART

    @property
    def its_rows(self) -> str:
        """SQL condition: the row is of this part."""
        return f"_row BETWEEN {self.first} AND {self.first + ROWS_PER_PART - 1}"

    def rule(self, column: str) -> ColumnRule:
        return self.target.columns.get(column, ColumnRule(column=column))


@dataclass(frozen=True)
class Candidates:
    """Rows of one table as view `new_<table>`; `columns` are the view's own."""

    schema: TableSchema
    parts: tuple[Part, ...]
    columns: dict[str, str] = field(default_factory=dict)
    ragged: int = 0
    sealed: frozenset[str] = frozenset()  # columns whose raw text is a token

    @property
    def table(self) -> str:
        return self.schema.name

    @property
    def full(self) -> bool:
        """The delivery shows the whole table: what is missing from it is gone."""
        return any(part.target.mode == "full" for part in self.parts)

    @property
    def last_counts(self) -> bool:
        return any(part.target.duplicates == "last" for part in self.parts)

    def raw(self, column: str) -> str:
        """The text a column was read from, or the value itself where it was typed already; a token
        where it is an identifier or made of one."""
        text = f"_raw_{column}"
        return name(text) if text in self.columns else f"CAST({name(column)} AS VARCHAR)"

    def text(self, column: str) -> str:
        """The same, opened: for what is told apart by it, never for what is kept."""
        raw = self.raw(column)
        return opened(raw) if column in self.sealed else raw


def stage(
    workspace: Workspace, table: str, mapping: Mapping, received: Received
) -> Candidates | None:
    """Write the table's candidates to the workspace; None when the delivery has none for it."""
    _check_whole(table, mapping, received)
    selects, parts, sealed = [], [], set()
    for number, (source, target) in enumerate(_targets(mapping)):
        relation = received.relations.get(source)
        if target.table != table or relation is None:
            continue
        lookups = {
            key_of(rule, relation): _pairs(workspace, rule, source, received)
            for rule in target.columns.values()
            if rule.lookup
        }
        parts.append(Part(number, source, target))
        sealed |= sealed_texts(target, CONTRACT[table], relation)
        selects.append(
            target_sql(
                target,
                CONTRACT[table],
                relation,
                part=number,
                timezone=mapping.timezone,
                lookups=lookups,
            )
        )
    if rows := mapping.rows.get(table):
        part = Part(len(_targets(mapping)), CONSTANTS, Target(table, as_contract=True))
        parts.append(part)
        selects.append(_constants(workspace, part, rows, mapping, received))
        sealed |= {column.name for column in CONTRACT[table].identifiers}
    if not parts:
        return None
    path = workspace.scratch(" UNION ALL BY NAME ".join(selects), title=f"new_{table}")
    workspace.run(f"CREATE VIEW new_{table} AS FROM read_parquet({literal(str(path))})")
    sources = [part.source for part in parts if part.source != CONSTANTS]
    ragged = sum(received.ragged_of(source) for source in sources)
    return Candidates(
        CONTRACT[table], tuple(parts), workspace.types(f"new_{table}"), ragged, frozenset(sealed)
    )


def _check_whole(table: str, mapping: Mapping, received: Received) -> None:
    """A table that is delivered whole by several sources needs all of them, or rows would leave."""
    whole = [
        source
        for source, target in _targets(mapping)
        if target.table == table and target.mode == "full"
    ]
    missing = [source for source in whole if source not in received.relations]
    if missing and len(missing) < len(whole):
        raise Refused(
            "{table} is delivered whole by {whole}; of {missing} no file came, and its rows would "
            "be lost.",
            next_step='Deliver all of them, or let each add to the table: mode = "delta".',
            table=table,
            whole=", ".join(whole),
            missing=", ".join(missing),
        )


def _targets(mapping: Mapping) -> list[tuple[str, Target]]:
    return [(source.name, target) for source in mapping.sources for target in source.targets]


def _constants(
    workspace: Workspace,
    part: Part,
    rows: tuple[Readable[str, str], ...],
    mapping: Mapping,
    received: Received,
) -> str:
    """`[[rows.products]]` as if a file had brought them; its number is the one after the last."""
    table = part.target.table
    columns = list(dict.fromkeys(column for row in rows for column in row))
    view = f"constant_{table}"
    values = ", ".join(
        f"({len(received.files)}, {line}, "
        + ", ".join(literal(row[c]) if c in row else "CAST(NULL AS VARCHAR)" for c in columns)
        + ")"
        for line, row in enumerate(rows, 1)
    )
    listed = ", ".join(name(column) for column in columns)
    workspace.run(f"CREATE TABLE {view} AS FROM (VALUES {values}) AS v(_file, _line, {listed})")
    relation = RawRelation(view, workspace.types(view))
    return target_sql(
        part.target, CONTRACT[table], relation, part=part.number,
        timezone=mapping.timezone, lookups={},
    )  # fmt: skip


def _pairs(workspace: Workspace, rule: ColumnRule, source: str, received: Received) -> Pairs:
    """A table (key, value) for one lookup, made once."""
    lookup, sealed_key = key_of(rule, received.relations[source])
    told = f"{lookup!r} {sealed_key}"
    view = f"lookup_{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    origin = _origin(workspace, lookup, source, received)
    pairs = lookup_sql(lookup, origin, sealed_key=sealed_key)
    workspace.run(f"CREATE TABLE IF NOT EXISTS {view} AS {pairs}")
    return Pairs(view, sealed_key, lookup.value in origin.sealed)


def _origin(workspace: Workspace, lookup: Lookup, source: str, received: Received) -> RawRelation:
    if lookup.origin == "source":
        found = received.relations.get(lookup.name)
        if found is None:
            raise Refused(
                'Source "{source}" looks values up in source "{target}", of which no file was '
                "delivered.",
                next_step="Deliver it too.",
                source=source,
                target=lookup.name,
            )
        return found
    view = f"now_{lookup.name}"
    if view not in workspace.views:
        raise Refused(
            'Source "{source}" looks values up in the table "{target}", which is filled later.',
            next_step="The order is: {order}. Look them up in a source instead.",
            source=source,
            target=lookup.name,
            order=", ".join(CONTRACT),
        )
    sealed: dict[str, tuple[str, ...]] = {
        column.name: () for column in CONTRACT[lookup.name].identifiers
    }
    return RawRelation(view, workspace.types(view), typed=True, sealed=sealed)
