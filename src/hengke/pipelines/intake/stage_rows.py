"""From raw rows to rows of a contract table: the SQL of one target, and of a whole table.

Besides the contract's columns a staged row has `_row` (unique in the batch), `_file`, `_line`,
`_delete`, and `_raw_<column>` with the text that was read, so that a check can show it; beside an
amount whose sign follows a code also `_sign_<column>` with the code, beside an identifier that has
a form `_flaw_<column>` with what is wrong with it. An identifier and its text are sealed; the text
of any other column that is made of one is sealed as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hengke.engine.schemas import Column, TableSchema
from hengke.kernel.errors import Broken
from hengke.pipelines.intake.expressions import (
    column_sql,
    debit_credit_sql,
    passthrough_sql,
    scale_of,
)
from hengke.pipelines.intake.functions import fingerprint, flaw, opened, sealed
from hengke.pipelines.intake.handling import is_plain
from hengke.pipelines.intake.mapping import ColumnRule, Lookup, Target
from hengke.pipelines.intake.sealing import flaw_name, print_name, unsound_name
from hengke.pipelines.intake.sql_text import among, clean, float_text, literal, name
from hengke.pipelines.protection import validity
from hengke.pipelines.protection.identifiers import KEYS

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
    sealed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # -> fingerprinted kinds

    def cell(self, column: str, *, prefix: str = "") -> str:
        """The cell as clean text; of a sealed column opened."""
        if column in self.sealed:
            return opened(f"{prefix}{name(column)}")
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


@dataclass(frozen=True)
class Pairs:
    """A table (key, value) to look values up in; either may be sealed."""

    view: str
    sealed_key: bool = False
    sealed_value: bool = False

    def value(self, alias: str) -> str:
        return opened(f"{alias}.value") if self.sealed_value else f"{alias}.value"


Key = tuple[Lookup, bool]
"""A lookup, and whether the column that it is asked with is sealed."""


def key_of(rule: ColumnRule, raw: RawRelation) -> Key:
    if rule.lookup is None:
        raise Broken("a rule without a lookup was asked for its pairs")
    return rule.lookup, any(named in raw.sealed for named in columns_of(rule))


def target_sql(
    target: Target,
    schema: TableSchema,
    raw: RawRelation,
    *,
    part: int,
    timezone: str,
    lookups: Mapping[Key, Pairs],
) -> str:
    """SELECT of the target's rows in contract form. `lookups` are made before, by `key_of`."""
    rules = _rules(target, schema, raw)
    inner: list[str] = []
    outer: list[str] = []
    joins: list[str] = []
    made = {key for c in schema.identifiers if c.name in rules for key in KEYS[c.identifier]}
    for column in schema.columns:
        rule = rules.get(column.name)
        if column.name in made:
            continue
        if rule is None:
            outer.append(f"CAST(NULL AS {SQL_TYPES[column.type]}) AS {name(column.name)}")
            continue
        if rule.lookup:
            pairs = lookups[key_of(rule, raw)]
            joins.append(_join(rule, raw, pairs, alias=f"l{len(joins)}"))
        found = pairs.value(f"l{len(joins) - 1}") if rule.lookup else ""
        sides = _column_sides(
            column, rule, raw, found=found, timezone=timezone,
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
        for column in schema.delivered:
            if column.name in raw.types:
                rules.setdefault(column.name, ColumnRule(column=column.name))
    return rules


def _column_sides(
    column: Column,
    rule: ColumnRule,
    raw: RawRelation,
    *,
    found: str,
    timezone: str,
    as_contract: bool,
) -> tuple[list[str], list[str]]:
    """(columns of the inner SELECT, columns of the outer SELECT) for one contract column."""
    if (
        column.identifier
        and is_plain(rule)
        and column.identifier in raw.sealed.get(rule.column, ())
    ):
        return _sealed_sides(column, rule.column)
    scale = scale_of(column.name, rule, as_contract=as_contract)
    timezone = "UTC" if as_contract else timezone  # the contract's instants are UTC already
    own = name(column.name)
    direct = None if column.identifier else _direct(column, rule, raw, scale, timezone)
    if direct:
        return [f"{direct} AS {own}"], [own]
    raw_name = name(f"_raw_{column.name}")
    inner = [f"{_raw_text(rule, raw)} AS {raw_name}"]
    helpers, rule = _helper_columns(column.name, rule, raw)
    inner += helpers
    read_from = raw_name
    if found:
        read_from = name(f"_found_{column.name}")
        inner.append(f"{found} AS {read_from}")
    if rule.debit:
        value = debit_credit_sql(rule.debit, rule.credit, rule=rule, scale=scale)
    else:
        value = column_sql(
            read_from, column=column.name, type_=column.type, rule=rule, timezone=timezone,
            scale=scale,
        )  # fmt: skip
    sign = [name(f"_sign_{column.name}")] if rule.sign else []
    kept = f"{sealed(raw_name)} AS {raw_name}" if has_sealed_text(column, rule, raw) else raw_name
    if column.identifier:
        made = {key: fingerprint(key, value) for key in KEYS[column.identifier]}
        if column.identifier in validity.CHECKS:
            made[flaw_of(column.name)] = flaw(column.identifier, value)
        sides = [f"{sql} AS {name(key)}" for key, sql in made.items()]
        return inner, [f"{sealed(value)} AS {own}", kept, *sides]
    return inner, [f"{value} AS {own}", kept, *sign]


def sealed_texts(target: Target, schema: TableSchema, raw: RawRelation) -> set[str]:
    """The columns of which that is so."""
    return {
        column
        for column, rule in _rules(target, schema, raw).items()
        if has_sealed_text(schema.column(column), rule, raw)
    }


def has_sealed_text(column: Column, rule: ColumnRule, raw: RawRelation) -> bool:
    """Its `_raw_` text is a token: it is an identifier, or made of one."""
    return bool(column.identifier) or any(named in raw.sealed for named in columns_of(rule))


def _sealed_sides(column: Column, source: str) -> tuple[list[str], list[str]]:
    """An identifier that is taken as it was delivered: sealed and fingerprinted when it was read,
    it is passed on unopened."""
    kind = column.identifier
    unsound = f"r.{name(unsound_name(source, kind))}"
    taken = {column.name: source, **{key: print_name(source, key) for key in KEYS[kind]}}
    if kind in validity.CHECKS:
        taken[flaw_of(column.name)] = flaw_name(source, kind)
    inner = [f"if({unsound}, NULL, r.{name(cell)}) AS {name(own)}" for own, cell in taken.items()]
    raw_name = name(f"_raw_{column.name}")
    return [*inner, f"r.{name(source)} AS {raw_name}"], [*map(name, taken), raw_name]


def flaw_of(column: str) -> str:
    """Where a row says what is wrong with an identifier."""
    return f"_flaw_{column}"


def columns_of(rule: ColumnRule) -> list[str]:
    """Columns whose text the rule reads."""
    named = [rule.column, *rule.first_of, rule.debit, rule.credit]
    return [*filter(None, named), *re.findall(r"\{([^{}]+)\}", rule.text)]


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


def _join(rule: ColumnRule, raw: RawRelation, pairs: Pairs, *, alias: str) -> str:
    """Sealed keys are compared as tokens: sealed anew, equal texts are equal."""
    text = _raw_text(rule, raw)
    wanted = sealed(text) if pairs.sealed_key else text
    return f"LEFT JOIN {pairs.view} {alias} ON {alias}.key = {wanted}"


def lookup_sql(lookup: Lookup, origin: RawRelation, *, sealed_key: bool) -> str:
    """(key, value) pairs; a key with several different values is left out rather than guessed.
    `sealed_key`: it is compared with a sealed column."""
    wanted = [among(origin.cell(c), values) for c, values in lookup.only.items()]
    key, value = origin.cell(lookup.key), origin.cell(lookup.value)
    key = sealed(key) if sealed_key else key
    value = sealed(value) if lookup.value in origin.sealed else value
    return (
        f"SELECT key, min(value) AS value FROM (SELECT {key} AS key, "
        f"{value} AS value FROM {origin.view} "
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
