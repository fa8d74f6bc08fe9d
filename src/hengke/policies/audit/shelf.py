"""Audit policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

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
LEAST_MONTHS = 6  # Cybersecurity Law art. 21(3)
HOURS_OF_DAY = 24


@dataclass(frozen=True)
class Exports:
    of_one: int
    of_day: int


@dataclass(frozen=True)
class NearFree:
    """`customers` in files of one day are nearly as many as need nobody (`free` of the approvals
    policy); on `days` of the last `of_days` that is no accident."""

    customers: int
    days: int
    of_days: int


@dataclass(frozen=True)
class Opened:
    minutes: int
    in_minutes: int
    in_hour: int
    in_day: int


@dataclass(frozen=True)
class Listed:
    """Different customers in answers of the API to one person's tokens."""

    in_hour: int
    in_day: int


@dataclass(frozen=True)
class Compared:
    days: int
    least_days: int
    least: int
    times_own: int
    times_role: int


@dataclass(frozen=True)
class Vain:
    searches_in_hour: int
    foreign_in_hour: int


@dataclass(frozen=True)
class OffHours:
    """Working hours begin with `begin` and end before `end`; `weekend`: also on Saturday and
    Sunday."""

    begin: int
    end: int
    weekend: bool
    customers: int
    exports: int


@dataclass(frozen=True)
class Unmasked:
    in_hour: int
    in_day: int


@dataclass(frozen=True)
class LogIns:
    accounts: int
    minutes: int


@dataclass(frozen=True)
class AuditPolicy:
    """One dated set of limits; a limit is the first number that is too many."""

    version: str
    exports: Exports
    opened: Opened
    listed: Listed
    compared: Compared
    vain: Vain
    off_hours: OffHours
    unmasked: Unmasked
    log_ins: LogIns
    months: int
    near_free: NearFree | None = None
    """None where the bank's own policy has no such part: nobody is watched for it."""


PARTS: Mapping[str, type] = {
    "exports": Exports,
    "opened": Opened,
    "listed": Listed,
    "compared": Compared,
    "vain": Vain,
    "unmasked": Unmasked,
    "log_ins": LogIns,
}

NEAR = "near_free"


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> AuditPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> AuditPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", *PARTS, NEAR, "off_hours", "reads"), name=name)
    fields.needed(table, "source", where=name)
    parts = {part: _limits(table, part, kind) for part, kind in PARTS.items()}
    near = _limits(table, NEAR, NearFree) if NEAR in table else None
    return AuditPolicy(
        f"{name}@{since}",
        **parts,
        off_hours=_off_hours(table),
        months=_months(table),
        near_free=near,
    )


def _limits(table: Any, part: str, kind: type) -> Any:
    keys = tuple(kind.__dataclass_fields__)  # type: ignore[attr-defined]
    found = fields.check_keys(fields.needed(table, part, where="audit"), keys, where=part)
    return kind(**{key: _limit(found, key, where=part) for key in keys})


def _limit(table: Any, key: str, *, where: str) -> int:
    fields.needed(table, key, where=where)
    return fields.whole(table, key, 0, where=where)


def _off_hours(table: Any) -> OffHours:
    where = "off_hours"
    found = fields.check_keys(
        fields.needed(table, where, where="audit"),
        ("from", "to", "weekend", "customers", "exports"), where=where,
    )  # fmt: skip
    begin, end = (_limit(found, key, where=where) for key in ("from", "to"))
    if not begin < end <= HOURS_OF_DAY:
        raise PolicyError("{where}: 'from' must come before 'to', within a day", where=where)
    if not isinstance(found.get("weekend"), bool):
        raise PolicyError("{where}: 'weekend' must be true or false", where=where)
    customers, exports = (_limit(found, key, where=where) for key in ("customers", "exports"))
    return OffHours(begin, end, found["weekend"], customers, exports)


def _months(table: Any) -> int:
    reads = fields.needed(table, "reads", where="audit")
    found = fields.check_keys(reads, ("months",), where="reads")
    months = _limit(found, "months", where="reads")
    if months < LEAST_MONTHS:
        raise PolicyError(
            "reads: they are kept for at least {least} months, not {months}",
            least=LEAST_MONTHS,
            months=months,
        )
    return months
