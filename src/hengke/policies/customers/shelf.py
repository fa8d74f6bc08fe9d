"""Policies of the record: `<name>/<from>.toml`, the bank's own first, the newest begun in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
PARTS = ("required", "ages", "refresh", "sources", "verification", "ownership")
SOURCES = ("core", "customer", "staff", "document", "registry", "third_party")
"""Where a value can come from; `core` is the bank's own file."""


@dataclass(frozen=True)
class RecordPolicy:
    """One dated set. `required` per kind of customer, `ages` in days per field, `origins` per
    source: sources of one origin count as one; `independent` origins make a value verified."""

    version: str
    required: Mapping[str, tuple[str, ...]]
    ages: Mapping[str, int]
    refresh_days: int
    origins: Mapping[str, str]
    independent: int
    beneficial_percent: Decimal


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> RecordPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> RecordPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", *PARTS), name=name)
    fields.needed(table, "source", where=name)
    parts = {part: fields.needed(table, part, where=name) for part in PARTS}
    required = fields.check_keys(parts["required"], ("person", "institution"), where="required")
    refresh = fields.check_keys(parts["refresh"], ("due_within_days",), where="refresh")
    verification = fields.check_keys(parts["verification"], ("independent",), where="verification")
    ownership = fields.check_keys(parts["ownership"], ("beneficial_percent",), where="ownership")
    return RecordPolicy(
        version=dated.version(text, name=name, since=since),
        required={kind: tuple(names) for kind, names in required.items()},
        ages={
            field: fields.whole(parts["ages"], field, 0, where="ages", least=1)
            for field in parts["ages"]
        },
        refresh_days=fields.whole(refresh, "due_within_days", 0, where="refresh", least=1),
        origins=_origins(parts["sources"]),
        independent=fields.whole(verification, "independent", 2, where="verification", least=2),
        beneficial_percent=fields.number(
            fields.needed(ownership, "beneficial_percent", where="ownership"),
            where="ownership.beneficial_percent",
        ),
    )


def _origins(raw: Any) -> Mapping[str, str]:
    table = fields.check_keys(raw, SOURCES, where="sources")
    return {source: fields.text(table, source, where="sources") for source in SOURCES}
