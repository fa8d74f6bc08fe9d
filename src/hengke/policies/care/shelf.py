"""Where care policies stand and which one is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import fields as fields_of
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies.care.scheme import KINDS, CarePolicy
from hengke.policies.tiering import fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> CarePolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    files = _files(name, own)
    if not files:
        raise PolicyError("there is no care policy '{name}'", name=name)
    begun = [since for since in files if since <= on] or [min(files)]
    since = max(begun)
    return parse(files[since].read_text(encoding="utf-8"), name=name, since=since)


def parse(text: str, *, name: str, since: date) -> CarePolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(
            "care policy '{name}' is not valid TOML: {error}", name=name, error=error
        ) from error
    table = fields.check_keys(raw, ("source", *KINDS), where=name)
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    rules = {kind: _rules(fields.needed(table, kind, where=name), kind) for kind in KINDS}
    return CarePolicy(
        name=name,
        version=f"{name}@{since}:{digest}",
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


def _files(name: str, own: Path | None) -> dict[date, Path]:
    found: dict[date, Path] = {}
    for root in (SHIPPED, own):
        for path in sorted((root / name).glob("*.toml")) if root is not None else []:
            found[fields.first_day(path)] = path
    return found
