"""Where catalogue policies stand: `<name>/<from>.toml`, the bank's own first.

A data class (JR/T 0171-2020) has one rule per aspect of handling, in both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
CLASSES = ("C1", "C2", "C3")
ASPECTS = ("means", "encrypt", "mask", "export", "retention")
KEYS = ("source", "attested_for_months", "classes")


@dataclass(frozen=True)
class Rule:
    """One sentence in both languages."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True)
class DataClass:
    """One class; `rules` by aspect, in the order of ASPECTS."""

    code: str
    rules: Mapping[str, Rule]


@dataclass(frozen=True)
class CataloguePolicy:
    """One dated policy: the rules, and for how long the owner attests them."""

    version: str
    attested_for_months: int
    classes: tuple[DataClass, ...]


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> CataloguePolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> CataloguePolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    for key in KEYS:
        fields.needed(table, key, where=name)
    said = fields.check_keys(table["classes"], CLASSES, where="classes")
    return CataloguePolicy(
        version=f"{name}@{since}",
        attested_for_months=fields.whole(table, "attested_for_months", 1, where=name, least=1),
        classes=tuple(
            DataClass(code, _rules(fields.needed(said, code, where="classes"), code))
            for code in CLASSES
        ),
    )


def _rules(raw: Any, code: str) -> dict[str, Rule]:
    said = fields.check_keys(raw, ASPECTS, where=code)
    return {aspect: _rule(fields.needed(said, aspect, where=code), aspect) for aspect in ASPECTS}


def _rule(raw: Any, aspect: str) -> Rule:
    said = fields.check_keys(raw, ("zh", "en"), where=aspect)
    return Rule(*(fields.text(said, key, where=aspect) for key in ("zh", "en")))
