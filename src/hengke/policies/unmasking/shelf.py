"""Where unmasking policies stand: `<name>/<from>.toml`, the bank's own first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = ("source", "usual_per_day", "purposes")
PURPOSE_KEYS = ("zh", "en", "note")


@dataclass(frozen=True)
class Purpose:
    """One reason for seeing an identifier; `needs_note`: it must be said in words as well."""

    code: str
    zh: str
    en: str
    needs_note: bool = False

    def title(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class UnmaskingPolicy:
    """One dated policy. More than `usual_per_day` by one person is marked for the auditor."""

    version: str
    usual_per_day: int
    purposes: tuple[Purpose, ...]

    def purpose(self, code: str) -> Purpose | None:
        return next((one for one in self.purposes if one.code == code), None)


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> UnmaskingPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> UnmaskingPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    fields.needed(table, "source", where=name)
    fields.needed(table, "usual_per_day", where=name)
    purposes = fields.needed(table, "purposes", where=name)
    return UnmaskingPolicy(
        version=f"{name}@{since}",
        usual_per_day=fields.whole(table, "usual_per_day", 1, where=name),
        purposes=tuple(_purpose(code, said) for code, said in purposes.items()),
    )


def _purpose(code: str, raw: Any) -> Purpose:
    said = fields.check_keys(raw, PURPOSE_KEYS, where=code)
    zh, en = (fields.text(said, key, where=code) for key in ("zh", "en"))
    return Purpose(code, zh, en, fields.yes_or_no(said, "note", where=code))
