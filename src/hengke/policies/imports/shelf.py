"""Thresholds of data quality: `<name>/<from>.toml`, the bank's own first, the newest begun one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
WHOLE = 1000  # permille
COMPLETENESS, UNIQUENESS, VALIDITY = "completeness", "uniqueness", "validity"
CONSISTENCY, TIMELINESS = "consistency", "timeliness"
SHARES = (COMPLETENESS, UNIQUENESS, VALIDITY, CONSISTENCY)
DIMENSIONS = (*SHARES, TIMELINESS)
DAYS = "days_behind"  # how a file writes the threshold of timeliness
KEYS = (*SHARES, DAYS)


@dataclass(frozen=True)
class FitnessPolicy:
    """Thresholds by dimension: permille of rows at least, or days behind at most.

    `of_fields` holds those of single fields ("customers.phone"); the others have the common ones.
    """

    version: str
    deliveries: int
    common: Mapping[str, int]
    of_fields: Mapping[str, Mapping[str, int]]

    def threshold(self, table: str, column: str, dimension: str) -> int:
        own = self.of_fields.get(f"{table}.{column}", {})
        return own.get(dimension, self.common[dimension])


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> FitnessPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> FitnessPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", "deliveries", "thresholds", "fields"), name=name)
    fields.text(table, "source", where=name)
    common = _thresholds(fields.needed(table, "thresholds", where=name), where="thresholds")
    for key in KEYS:
        fields.needed(table["thresholds"], key, where="thresholds")
    return FitnessPolicy(
        version=f"{name}@{since}",
        deliveries=fields.whole(table, "deliveries", 30, where=name, least=1),
        common=common,
        of_fields={
            field: _thresholds(one, where=f"fields.{field}")
            for field, one in table.get("fields", {}).items()
        },
    )


def _thresholds(raw: Any, *, where: str) -> dict[str, int]:
    """Those the table names, by dimension."""
    table = fields.check_keys(raw, KEYS, where=where)
    found = {key: fields.whole(table, key, 0, where=where) for key in KEYS if key in table}
    for key in SHARES:
        if found.get(key, 0) > WHOLE:
            raise PolicyError("{where}: {key} is permille, 1000 at most", where=where, key=key)
    return {TIMELINESS if key == DAYS else key: value for key, value in found.items()}
