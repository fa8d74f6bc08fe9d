"""Survivorship: `survivorship/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
NAME = "survivorship"
SURVIVOR_TESTS = ("active", "longer_relation", "more_known", "smaller_number")
FIELD_TESTS = ("known", "verified", "recent", "survivor")
IDENTIFIERS = ("id_number", "phone", "email", "name", "birth_date", "gender")
"""What can be compared without opening anything: fingerprints and plain columns."""
LAST = {"survivor": "smaller_number", "fields": "survivor"}
"""Tests that always tell two apart, so that the rule has an answer."""
Rule = tuple[str, ...]


@dataclass(frozen=True)
class Survivorship:
    """`exact`: shared identifiers that make a pair, where at most `most_rows` customers share them.
    The orders are tests, the first that tells apart decides. `together`: groups of fields whose
    values come from one side, that of the first field."""

    version: str
    exact: tuple[Rule, ...]
    most_rows: int
    survivor_order: Rule
    field_order: Rule
    together: Mapping[str, Rule]

    def leads(self, field: str) -> str:
        """The field whose choice decides for this one; most decide for themselves."""
        return next((group[0] for group in self.together.values() if field in group), field)


def load(*, on: date, own: Path | None = None) -> Survivorship:
    """The rule in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, NAME, parse, on=on, own=own)


def parse(text: str, *, name: str = NAME, since: date) -> Survivorship:
    """A rule from the text of its file; every mistake is refused with its place."""
    top = dated.table(text, ("source", "exact", "survivor", "fields", "together"), name=name)
    fields.text(top, "source", where=NAME)
    exact = fields.check_keys(
        fields.needed(top, "exact", where=NAME), ("identifiers", "most_rows"), where="exact"
    )
    rules = fields.needed(exact, "identifiers", where="exact")
    return Survivorship(
        version=dated.version(text, name=name, since=since),
        exact=tuple(_words(rule, IDENTIFIERS, "exact.identifiers") for rule in _list(rules)),
        most_rows=fields.whole(exact, "most_rows", 20, where="exact", least=2),
        survivor_order=_order(top, "survivor", SURVIVOR_TESTS),
        field_order=_order(top, "fields", FIELD_TESTS),
        together=_together(top),
    )


def _order(top: fields.Table, part: str, known: Rule) -> Rule:
    table = fields.check_keys(fields.needed(top, part, where=NAME), ("order",), where=part)
    order = _words(fields.needed(table, "order", where=part), known, f"{part}.order")
    if order[-1:] != (LAST[part],):
        raise PolicyError(
            "{where} must end with '{last}', which always decides", where=part, last=LAST[part]
        )
    return order


def _together(top: fields.Table) -> dict[str, Rule]:
    groups = {name: tuple(map(str, _list(one))) for name, one in top.get("together", {}).items()}
    named = [field for group in groups.values() for field in group]
    if len(set(named)) != len(named):
        raise PolicyError("{where}: a field stands in one group only", where="together")
    return groups


def _words(value: Any, known: Rule, where: str) -> Rule:
    found = _list(value)
    for word in found:
        if word not in known:
            raise PolicyError(
                "{where}: '{word}' is not known", next_step="Choose one of: {choices}.",
                where=where, word=str(word), choices=", ".join(known),
            )  # fmt: skip
    return tuple(found)


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise PolicyError("{where}: write a list", where=NAME)
    return value
