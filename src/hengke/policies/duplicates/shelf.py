"""Duplicate policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = {
    "decision": ("likely",),
    "blocks": ("most_rows",),
    "comparison": ("name", "text", "edits"),
    "training": ("seed", "random_pairs", "block_pairs", "expected_recall"),
}
MOST_EDITS = 9


@dataclass(frozen=True)
class DuplicatePolicy:
    """One dated set of numbers. Probabilities and similarities are exact fractions of one."""

    version: str
    likely: Fraction
    most_rows: int
    name: tuple[Fraction, ...]
    text: tuple[Fraction, ...]
    edits: tuple[int, ...]
    seed: int
    random_pairs: int
    block_pairs: int
    expected_recall: Fraction


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> DuplicatePolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> DuplicatePolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", *KEYS), name=name)
    fields.needed(table, "source", where=name)
    parts = {
        part: fields.check_keys(fields.needed(table, part, where=name), keys, where=part)
        for part, keys in KEYS.items()
    }
    comparison, training = parts["comparison"], parts["training"]
    return DuplicatePolicy(
        version=dated.version(text, name=name, since=since),
        likely=_share(parts["decision"], "likely", where="decision"),
        most_rows=_whole(parts["blocks"], "most_rows", where="blocks"),
        name=_shares(comparison, "name"),
        text=_shares(comparison, "text"),
        edits=_edits(comparison),
        seed=_whole(training, "seed", where="training"),
        random_pairs=_whole(training, "random_pairs", where="training"),
        block_pairs=_whole(training, "block_pairs", where="training"),
        expected_recall=_share(training, "expected_recall", where="training"),
    )


def _share(table: fields.Table, key: str, *, where: str) -> Fraction:
    return _between(fields.needed(table, key, where=where), f"{where}.{key}")


def _shares(table: fields.Table, key: str) -> tuple[Fraction, ...]:
    where = f"comparison.{key}"
    found = [_between(one, where) for one in _list(table, key, where)]
    if found != sorted(found, reverse=True):
        raise PolicyError("{where}: write the best similarity first", where=where)
    return tuple(found)


def _between(value: Any, where: str) -> Fraction:
    share = fields.fraction(value, where=where)
    if not 0 < share < 1:
        raise PolicyError("{where} must lie between 0 and 1", where=where)
    return share


def _edits(table: fields.Table) -> tuple[int, ...]:
    found = _list(table, "edits", "comparison.edits")
    if not all(type(one) is int and 0 < one <= MOST_EDITS for one in found):
        raise PolicyError(
            "{where}: write whole numbers from 1 to {most}",
            where="comparison.edits",
            most=MOST_EDITS,
        )
    return tuple(sorted(found))


def _list(table: fields.Table, key: str, where: str) -> list[Any]:
    value = fields.needed(table, key, where="comparison")
    if not isinstance(value, list) or not value:
        raise PolicyError("{where}: write a list", where=where)
    return value


def _whole(table: fields.Table, key: str, *, where: str) -> int:
    value = fields.needed(table, key, where=where)
    if type(value) is not int or value < 1:
        raise PolicyError("{where} must be a whole number from 1", where=f"{where}.{key}")
    return value
