"""Mapping files (TOML) to `Mapping`; what they say is checked against the contract on loading."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from hengke.engine.schemas import BOOKKEEPING, CONTRACT
from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home
from hengke.pipelines.intake import looks
from hengke.pipelines.intake import mapping as says
from hengke.pipelines.intake.column_rules import column_rules
from hengke.pipelines.intake.fields import Fields, nearest
from hengke.pipelines.intake.handling import C3, CLASSES, PLAIN
from hengke.pipelines.intake.source_layout import control, layout
from hengke.pipelines.intake.target_columns import columns_named

SHIPPED = Path(__file__).parent.parent / "mappings"
MAPPED_TABLES = tuple(name for name in CONTRACT if name not in BOOKKEEPING)


def find(name_or_file: str | Path, home: Home | None = None) -> says.Mapping:
    """A mapping by file, by name in the home's `mappings` folder, or by the name of a shipped one.

    The bank's own file of the same name wins over a shipped one.
    """
    given = Path(name_or_file)
    if given.suffix == ".toml" and given.is_file():
        return read(given)
    for folder in ([home.mappings] if home else []) + [SHIPPED]:
        path = folder / f"{name_or_file}.toml"
        if path.is_file():
            return read(path)
    if given.suffix == ".toml":
        raise Refused("There is no mapping file {given}.", next_step="Check the path.", given=given)
    raise Refused(
        'There is no mapping "{mapping}". {hint}',
        next_step="Propose one from your files with: hengke mapping new DIR",
        mapping=name_or_file,
        hint=nearest(str(name_or_file), names(home)),
    )


def names(home: Home | None = None) -> list[str]:
    """Mappings that can be asked for by name."""
    folders = [SHIPPED, *([home.mappings] if home else [])]
    return sorted({path.stem for folder in folders for path in folder.glob("*.toml")})


def read(path: Path) -> says.Mapping:
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused(
            "{file} is not UTF-8 (byte {byte}).", file=path.name, byte=error.start
        ) from None
    return parse(text, place=path.name)


def parse(text: str, *, place: str = "mapping") -> says.Mapping:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused("{place} is not valid TOML: {error}.", place=place, error=error) from None
    fields = Fields(raw, place)
    mapping = says.Mapping(
        name=fields.needed("name"),
        title=fields.text("title"),
        currency=_currency(fields),
        policy=fields.text("policy"),
        timezone=fields.text("timezone", "Asia/Shanghai"),
        rows=_constant_rows(fields.table("rows") or {}, place),
        ignored=tuple(_ignored(item) for item in fields.tables("ignored")),
        sources=tuple(_source(item) for item in fields.tables("sources")),
        text=text,
    )
    fields.done()
    _check_sources(mapping, fields)
    return mapping


def _currency(fields: Fields) -> str:
    """The home's currency from the first import on; left out, the home keeps its own."""
    currency = fields.text("currency")
    if currency and not re.fullmatch("[A-Z]{3}", currency):
        raise fields.refuse(
            '"currency" must be an ISO 4217 code such as CNY, not "{currency}".', currency=currency
        )
    return currency


def _constant_rows(raw: dict[str, object], place: str) -> dict[str, tuple[dict[str, str], ...]]:
    """`[[rows.products]]`: rows that stand in the mapping because no file brings them."""
    fields = Fields(raw, f"{place}, rows")
    rows: dict[str, tuple[dict[str, str], ...]] = {}
    for table in list(raw):
        _check_table(table, fields)
        found = []
        for item in fields.tables(table):
            row = {column: item.text(column) for column in list(item.raw)}
            _check_columns(table, row, item)
            found.append(row)
        rows[table] = tuple(found)
    return rows


def _ignored(fields: Fields) -> says.Ignored:
    ignored = says.Ignored(fields.texts("files"), fields.text("reason"))
    fields.done()
    return ignored


def _source(fields: Fields) -> says.Source:
    name = fields.needed("name")
    fields.where = f'{fields.where} "{name}"'
    control_table = fields.table("control")
    source = says.Source(
        name=name,
        files=fields.texts("files"),
        required=fields.flag("required"),
        null_values=fields.texts("null_values"),
        deviation_percent=fields.number("deviation_percent", 20),
        classes=_classes(fields),
        control=control(Fields(control_table, f"{fields.where}, control"))
        if control_table
        else None,
        targets=tuple(_target(item) for item in fields.tables("tables")),
        layout=layout(fields),
    )
    fields.done()
    if not source.files:
        raise fields.refuse('"files" is missing: name the files, for example files = ["kh_*.csv"].')
    return source


def _classes(fields: Fields) -> dict[str, str]:
    """`[sources.classes]`: what a column is, where it cannot be told by its looks."""
    inner = Fields(fields.table("classes") or {}, f"{fields.where}, classes")
    return {column: inner.choice(column, CLASSES, "") for column in list(inner.raw)}


def _target(fields: Fields) -> says.Target:
    table = fields.needed("table")
    _check_table(table, fields)
    fields.where = f"{fields.where} ({table})"
    raw_columns = fields.table("columns") or {}
    _check_columns(table, raw_columns, fields)
    target = says.Target(
        table=table,
        mode=fields.choice("mode", ("delta", "full"), "delta"),
        columns=column_rules(raw_columns, f"{fields.where}, columns", table),
        as_contract=fields.flag("as_contract"),
        only=fields.lists("only"),
        distinct=fields.flag("distinct"),
        snapshot=_snapshot(fields, table),
        deleted=fields.lists("deleted"),
        duplicates=fields.choice("duplicates", ("quarantine", "last"), "quarantine"),
    )
    fields.done()
    _check_key_is_mapped(target, fields)
    return target


def _snapshot(fields: Fields, table: str) -> says.Snapshot | None:
    raw = fields.table("snapshot")
    if raw is None:
        return None
    inner = Fields(raw, f"{fields.where}, snapshot")
    snapshot = says.Snapshot(inner.needed("date"), inner.flag("complete"))
    inner.done()
    _check_columns(table, {snapshot.date: ""}, inner)
    return snapshot


def _check_table(table: str, fields: Fields) -> None:
    if table not in MAPPED_TABLES:
        raise fields.refuse(
            'the contract has no table "{table}". {hint}',
            table=table,
            hint=nearest(table, MAPPED_TABLES),
        )


def _check_columns(table: str, columns: dict[str, object] | dict[str, str], at: Fields) -> None:
    known = [column.name for column in CONTRACT[table].delivered]
    for column in columns:
        if column not in known:
            raise at.refuse(
                '{table} has no column "{column}". {hint}',
                table=table,
                column=column,
                hint=nearest(column, known),
            )


def _check_key_is_mapped(target: says.Target, fields: Fields) -> None:
    if target.as_contract:
        return
    needed = [column.name for column in CONTRACT[target.table].columns if column.required]
    missing = [name for name in needed if name not in target.columns]
    if missing:
        raise fields.refuse(
            "{table} needs {missing}, which no rule makes.",
            next_step="Name a column of the file, or a constant: { value = ... }.",
            table=target.table,
            missing=", ".join(missing),
        )


def _check_sources(mapping: says.Mapping, fields: Fields) -> None:
    if not mapping.sources:
        raise fields.refuse("it has no [[sources]]: no file would be read.")
    known = [source.name for source in mapping.sources]
    for name in known:
        if known.count(name) > 1:
            raise fields.refuse('two sources are called "{name}".', name=name)
    _check_modes(mapping, fields)
    for source in mapping.sources:
        for target in source.targets:
            _check_captures(source, target, fields)
            _check_no_secrets(source, target, fields)
            for rule in target.columns.values():
                if rule.lookup and rule.lookup.origin == "source" and rule.lookup.name not in known:
                    raise fields.refuse(
                        'source "{source}" looks values up in "{target}". {hint}',
                        source=source.name,
                        target=rule.lookup.name,
                        hint=nearest(rule.lookup.name, known),
                    )


def _check_no_secrets(source: says.Source, target: says.Target, fields: Fields) -> None:
    """Passwords, PINs and their like (C3) are dropped while reading; nothing is made of them."""
    for column in columns_named(target):
        said = source.classes.get(column)
        if said == C3 or (said != PLAIN and looks.secret(column)):
            raise fields.refuse(
                'source "{source}", {table}: "{column}" is authentication data (C3), which is '
                "never taken in.",
                next_step="Leave the column out. If it is something else, say so in the mapping: "
                '[sources.classes] "{column}" = "plain"',
                source=source.name,
                table=target.table,
                column=column,
            )


def _check_modes(mapping: says.Mapping, fields: Fields) -> None:
    """Sources that share a table must agree: what one calls complete, another cannot add to."""
    modes: dict[str, says.Mode] = {}
    for source in mapping.sources:
        for target in source.targets:
            if modes.setdefault(target.table, target.mode) != target.mode:
                raise fields.refuse(
                    '{table} is "full" in one source and "delta" in another; they must agree.',
                    table=target.table,
                )


def _check_captures(source: says.Source, target: says.Target, fields: Fields) -> None:
    """`file.month` must be caught by every file pattern of the source."""
    caught = [set(re.findall(r"\{(\w+)\}", glob)) for glob in source.files]
    known = set.intersection(*caught) if caught else set()
    for column in sorted(columns_named(target)):
        part = column.removeprefix("file.")
        if part != column and part not in known:
            raise fields.refuse(
                'source "{source}", {table}: "{column}" is caught by no pattern. Write {{part}} '
                "into the file pattern ({patterns}).",
                source=source.name,
                table=target.table,
                column=column,
                part=part,
                patterns=", ".join(source.files),
            )
