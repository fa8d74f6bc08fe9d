"""Where care policies stand and which one is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from dataclasses import fields as fields_of
from datetime import date
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields
from hengke.policies.care.scheme import KINDS, CarePolicy

SHIPPED = Path(__file__).parent
STANDARD = "standard"


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> CarePolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> CarePolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", *KINDS), name=name)
    rules = {kind: _rules(fields.needed(table, kind, where=name), kind) for kind in KINDS}
    return CarePolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.needed(table, "source", where=name),
        **rules,
    )


def _rules(raw: Any, kind: str) -> Any:
    names = {field.name: field.type for field in fields_of(KINDS[kind])}
    written = {name.removesuffix("_minor"): name for name in names}
    table = fields.check_keys(raw, written, where=kind)
    values = {
        name: _value(table, key, str(names[name]), where=kind) for key, name in written.items()
    }
    return KINDS[kind](**values)


def _value(table: fields.Table, key: str, type_: str, *, where: str) -> Any:
    value = fields.needed(table, key, where=where)
    if type_ == "Fraction":
        return fields.fraction(value, where=f"{where}.{key}")
    if key.endswith("_amount"):
        return fields.hundredths(value, where=f"{where}.{key}")
    return fields.whole(table, key, 0, where=where)
