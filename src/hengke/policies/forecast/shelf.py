"""What a policy of forecasts is, and which is in force: `<name>/<from>.toml`, the bank's own first.

A bank's file with the same name and date replaces the shipped one; any other date is added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from hengke.kernel.errors import PolicyError
from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = (
    "source", "months", "least_months", "least_customers", "most_thousands", "origins", "level",
    "recent_months", "shrink", "assets", "activity",
)  # fmt: skip
PERSISTENCE = "persistence"
METHODS = (PERSISTENCE, "seasonal", "trend", "mean")
MOST_MONTHS = 24
"""So many month ends a run tells."""


@dataclass(frozen=True)
class Course:
    """What is tried for one quantity, persistence first, and from where on each band begins:
    amounts in minor units of the home currency, or numbers."""

    methods: tuple[str, ...]
    floors: tuple[int, ...]


@dataclass(frozen=True)
class ForecastPolicy:
    """`months` looked at, `origins` from which methods are tried. Of a customer with fewer than
    `least_months` nothing is said. The trend is the part `shrink` of the median of the last
    `recent_months` changes; an interval holds the part `level` of outcomes."""

    name: str
    version: str
    source: str
    months: int
    least_months: int
    least_customers: int
    most_thousands: int
    origins: int
    level: Fraction
    recent_months: int
    shrink: Fraction
    assets: Course
    activity: Course


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> ForecastPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> ForecastPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)

    def whole(key: str, default: int, least: int) -> int:
        return fields.whole(table, key, default, where=name, least=least)

    found = ForecastPolicy(
        name=name,
        version=dated.version(text, name=name, since=since),
        source=fields.text(table, "source", where=name),
        months=whole("months", MOST_MONTHS, 6),
        least_months=whole("least_months", 6, 2),
        least_customers=whole("least_customers", 100, 1),
        most_thousands=whole("most_thousands", 100, 1),
        origins=whole("origins", 6, 1),
        level=fields.true_part(table, "level", where=name),
        recent_months=whole("recent_months", 6, 1),
        shrink=fields.true_part(table, "shrink", where=name),
        assets=_course(table, "assets", name, fields.hundredths),
        activity=_course(table, "activity", name, _number),
    )
    if not found.least_months < found.months <= MOST_MONTHS:
        raise PolicyError(
            "{where}: months must be above least_months and at most {most}",
            where=name,
            most=MOST_MONTHS,
        )
    return found


def _course(table: fields.Table, key: str, name: str, read: Callable[..., int]) -> Course:
    where = f"{name}.{key}"
    raw = fields.check_keys(
        fields.needed(table, key, where=name), ("methods", "floors"), where=where
    )
    methods = fields.texts(raw, "methods", where=where)
    if set(methods) - set(METHODS) or len(set(methods)) < len(methods):
        raise PolicyError(
            "{where}: methods may name each once: {words}", where=where, words=", ".join(METHODS)
        )
    if methods[:1] != (PERSISTENCE,):
        raise PolicyError(
            "{where}: the first method must be persistence, with which all are compared",
            where=where,
        )
    texts = fields.texts(raw, "floors", where=where)
    floors = tuple(read(one, where=f"{where}.floors") for one in texts)
    if floors[:1] != (0,) or list(floors) != sorted(set(floors)):
        raise PolicyError("{where}: floors must begin with 0 and rise", where=where)
    return Course(methods, floors)


def _number(value: Any, *, where: str) -> int:
    found = fields.number(value, where=where)
    if found != int(found):
        raise PolicyError("{place} must be a whole number", place=where)
    return int(found)
