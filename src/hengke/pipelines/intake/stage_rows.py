"""From raw rows to rows of a contract table: the SQL of one target, and of a whole table.

Besides the contract's columns a staged row has `_row` (unique in the batch), `_file`, `_line`,
`_delete`, and `_raw_<column>` with the text that was read, so that a check can show it; beside an
amount whose sign follows a code also `_sign_<column>` with the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hengke.engine.schemas import Column, TableSchema
from hengke.pipelines.intake.expressions import (
    column_sql,
    debit_credit_sql,
    passthrough_sql,
    scale_of,
)
from hengke.pipelines.intake.mapping import ColumnRule, Lookup, Target
from hengke.pipelines.intake.sql_text import among, clean, float_text, literal, name

SQL_TYPES = {
    "string": "VARCHAR", "date": "DATE", "timestamp": "TIMESTAMP", "int64": "BIGINT",
    "boolean": "BOOLEAN",
}  # fmt: skip
ROWS_PER_FILE, FILES_PER_PART = 1 << 40, 1 << 12


@dataclass(frozen=True)
class RawRelation:
    """Rows as delivered: a view with `_file`, `_line` and the columns of the files."""

    view: str
    types: Mapping[str, str]  # column -> SQL type
    null_values: tuple[str, ...] = ()
    typed: bool = False  # the files are Parquet: columns have types of their own

    def cell(self, column: str, *, prefix: str = "") -> str:
        """The cell as clean text."""
        reference = f"{prefix}{name(column)}"
        kind = self.types.get(column, "VARCHAR")
        if kind in ("DOUBLE", "FLOAT"):
            reference = float_text(reference)
        elif kind != "VARCHAR":
            reference = f"CAST({reference} AS VARCHAR)"
        return clean(reference, self.null_values)

    def text(self, template: str) -> str:
        """`{cust_no}:deposits` as a concatenation; null as soon as one part is null."""
        pieces = re.split(r"(\{[^{}]+\})", template)
        parts = [
            self.cell(piece[1:-1], prefix="r.") if piece.startswith("{") else literal(piece)
            for piece in pieces
            if piece
        ]
        return " || ".join(parts)


def target_sql(
    target: Target,
    schema: TableSchema,
    raw: RawRelation,
    *,
    part: int,
    timezone: str,
    lookups: Mapping[Lookup, str],
) -> str:
    """SELECT of the target's rows in contract form. `lookups` names the view of each lookup."""
    rules = _rules(target, schema, raw)
    inner: list[str] = []
    outer: list[str] = []
    joins: list[str] = []
    for column in schema.columns:
        rule = rules.get(column.name)
        if rule is None:
            outer.append(f"CAST(NULL AS {SQL_TYPES[column.type]}) AS {name(column.name)}")
            continue
        if rule.lookup:
            joins.append(_join(rule, raw, view=lookups[rule.lookup], alias=f"l{len(joins)}"))
        alias = f"l{len(joins) - 1}" if rule.lookup else ""
        sides = _column_sides(
            column, rule, raw, lookup_alias=alias, timezone=timezone,
            as_contract=target.as_contract and column.name not in target.columns,
        )  # fmt: skip
        inner += sides[0]
        outer += sides[1]
    row = f"{part * FILES_PER_PART * ROWS_PER_FILE} + r._file * {ROWS_PER_FILE} + r._line"
    tests = [among(raw.cell(c, prefix="r."), values) for c, values in target.deleted.items()]
    wanted = [among(raw.cell(c, prefix="r."), values) for c, values in target.only.items()]
    return (
        f"SELECT _row, _file, _line, _delete, {', '.join(outer)} FROM ("
        f"SELECT CAST({row} AS BIGINT) AS _row, r._file, r._line, "
        f"{' OR '.join(tests) or 'false'} AS _delete"
        f"{''.join(', ' + item for item in inner)} "
        f"FROM {raw.view} r {' '.join(joins)} WHERE {' AND '.join(wanted) or 'true'})"
        f"{_distinct(schema) if target.distinct else ''}"
    )


def _rules(target: Target, schema: TableSchema, raw: RawRelation) -> dict[str, ColumnRule]:
    rules = dict(target.columns)
    if target.as_contract:
        for column in schema.columns:
            if column.name in raw.types:
                rules.setdefault(column.name, ColumnRule(column=column.name))
    return rules


def _column_sides(
    column: Column,
    rule: ColumnRule,
    raw: RawRelation,
    *,
    lookup_alias: str,
    timezone: str,
    as_contract: bool,
) -> tuple[list[str], list[str]]:
    """(columns of the inner SELECT, columns of the outer SELECT) for one contract column."""
    scale = scale_of(column.name, rule, as_contract=as_contract)
    timezone = "UTC" if as_contract else timezone  # the contract's instants are UTC already
    own = name(column.name)
    direct = _direct(column, rule, raw, scale, timezone)
    if direct:
        return [f"{direct} AS {own}"], [own]
    raw_name = name(f"_raw_{column.name}")
    inner = [f"{_raw_text(rule, raw)} AS {raw_name}"]
    helpers, rule = _helper_columns(column.name, rule, raw)
    inner += helpers
    read_from = raw_name
    if lookup_alias:
        read_from = name(f"_found_{column.name}")
        inner.append(f"{lookup_alias}.value AS {read_from}")
    if rule.debit:
        value = debit_credit_sql(rule.debit, rule.credit, rule=rule, scale=scale)
    else:
        value = column_sql(
            read_from, column=column.name, type_=column.type, rule=rule, timezone=timezone,
            scale=scale,
        )  # fmt: skip
    sign = [name(f"_sign_{column.name}")] if rule.sign else []
    return inner, [f"{value} AS {own}", raw_name, *sign]


def _direct(
    column: Column, rule: ColumnRule, raw: RawRelation, scale: int, timezone: str
) -> str | None:
    """A typed column with nothing to do but to be taken."""
    plain = replace(rule, column="", unit="") == ColumnRule() and not raw.null_values
    source_type = raw.types.get(rule.column, "")
    if not (raw.typed and plain and source_type):
        return None
    return passthrough_sql(
        f"r.{name(rule.column)}", source_type=source_type, type_=column.type, scale=scale,
        timezone=timezone,
    )  # fmt: skip


def _raw_text(rule: ColumnRule, raw: RawRelation) -> str:
    if rule.value is not None:
        return literal(rule.value)
    if rule.text:
        return raw.text(rule.text)
    if rule.debit:
        sides = (
            f"'{word} ' || {raw.cell(column, prefix='r.')}"
            for word, column in (("debit", rule.debit), ("credit", rule.credit))
        )
        return f"nullif(concat_ws(', ', {', '.join(sides)}), '')"
    cells = [raw.cell(column, prefix="r.") for column in rule.first_of or (rule.column,)]
    return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"


def _helper_columns(
    column: str, rule: ColumnRule, raw: RawRelation
) -> tuple[list[str], ColumnRule]:
    """Further cells the value depends on, as columns of the inner SELECT; the rule names them."""
    helpers: list[str] = []

    def helper(kind: str, source_column: str) -> str:
        own = name(f"_{kind}_{column}")
        helpers.append(f"{raw.cell(source_column, prefix='r.')} AS {own}")
        return own

    if rule.sign:
        rule = replace(rule, sign=replace(rule.sign, column=helper("sign", rule.sign.column)))
    if rule.debit:
        rule = replace(
            rule, debit=helper("debit", rule.debit), credit=helper("credit", rule.credit)
        )
    if rule.plus_months:
        rule = replace(rule, plus_months=helper("months", rule.plus_months))
    return helpers, rule


def _join(rule: ColumnRule, raw: RawRelation, *, view: str, alias: str) -> str:
    return f"LEFT JOIN {view} {alias} ON {alias}.key = {_raw_text(rule, raw)}"


def lookup_sql(lookup: Lookup, origin: RawRelation) -> str:
    """(key, value) pairs; a key with several different values is left out rather than guessed."""
    wanted = [among(origin.cell(c), values) for c, values in lookup.only.items()]
    return (
        f"SELECT key, min(value) AS value FROM (SELECT {origin.cell(lookup.key)} AS key, "
        f"{origin.cell(lookup.value)} AS value FROM {origin.view} "
        f"WHERE {' AND '.join(wanted) or 'true'}) WHERE key IS NOT NULL "
        "GROUP BY key HAVING count(DISTINCT value) = 1"
    )


def _distinct(schema: TableSchema) -> str:
    """The last row of each key speaks for it."""
    key = ", ".join(name(column) for column in schema.key)
    return f" QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY _row DESC) = 1"


def raw_sql(parts: Iterable[tuple[int, str, bool, Mapping[str, str]]]) -> str:
    """UNION of files: (number, Parquet path, typed, what the name caught)."""
    selects = []
    for number, path, typed, captured in parts:
        line = "file_row_number + 1 AS _line, * EXCLUDE (file_row_number)" if typed else "*"
        option = ", file_row_number = true" if typed else ""
        constants = "".join(
            f"{literal(value)} AS {name('file.' + key)}, " for key, value in captured.items()
        )
        selects.append(
            f"SELECT {number} AS _file, {constants}{line} "
            f"FROM read_parquet({literal(path)}{option})"
        )
    return " UNION ALL BY NAME ".join(selects)
