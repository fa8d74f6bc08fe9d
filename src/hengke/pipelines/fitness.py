"""Data quality as the lake remembers it: per field a course over the deliveries, and its state.

What was counted lies with each batch (`intake/fitness.py`); here it becomes shares, which the
policy in force holds against its thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.policies import imports as policies
from hengke.policies.imports import FitnessPolicy
from hengke.policies.imports.shelf import (
    COMPLETENESS,
    CONSISTENCY,
    TIMELINESS,
    UNIQUENESS,
    VALIDITY,
    WHOLE,
)

WHOLE_ROW = ""  # the field of rows that do not fit the columns
DOUBLED = "duplicate_key"
AGAINST_OTHERS = (
    "unknown_reference", "not_found", "dates_out_of_order", "related_to_itself", "currency",
    "shares_not_whole", "sign", "direction", "still_needed",
)  # fmt: skip
"""Rules that hold a value against other ones; all others but the doubled key are of validity."""

Entry = tuple[lake.Batch, dict[str, Any], str]
"""Batch, its entry of a table, and the last business day that the book had reached with it."""


@dataclass(frozen=True)
class Measure:
    """One dimension of one field: `wrong` of `asked` rows, or days behind (`asked` is 0 then)."""

    dimension: str
    wrong: int
    asked: int
    threshold: int

    @property
    def in_days(self) -> bool:
        return self.dimension == TIMELINESS

    @property
    def share(self) -> float | None:
        """Of the rows that are right; unknown where there was none to ask."""
        return max(0, self.asked - self.wrong) / self.asked if self.asked else None

    @property
    def short(self) -> bool:
        if self.in_days:
            return self.wrong > self.threshold
        return WHOLE * (self.asked - self.wrong) < self.threshold * self.asked


@dataclass(frozen=True)
class Reading:
    """One field in one delivery."""

    batch: str
    received_on: date
    rows: int
    measures: Mapping[str, Measure]
    broken: Mapping[str, int]  # rule -> rows
    newest: date | None = None

    @property
    def short(self) -> bool:
        return any(measure.short for measure in self.measures.values())

    @property
    def lowest(self) -> float | None:
        shares = [measure.share for measure in self.measures.values()]
        return min((share for share in shares if share is not None), default=None)


@dataclass
class Course:
    """One field of one source over its deliveries, the newest last."""

    source: str
    table: str
    column: str
    readings: list[Reading] = field(default_factory=list)

    @property
    def now(self) -> Reading:
        return self.readings[-1]


def policy(home: Home, *, on: date) -> FitnessPolicy:
    return policies.load(on=on, own=home.import_policies)


def courses(home: Home, rules: FitnessPolicy) -> list[Course]:
    """Every field of every source, in the order of delivery. A batch taken back is left out."""
    found: dict[tuple[str, str, str], Course] = {}
    for entries in _by_table(lake.load(home)).values():
        for batch, entry, last_day in entries[-rules.deliveries :]:
            for column, reading in _readings(batch, entry, last_day, rules):
                key = (batch.source, entry["table"], column)
                found.setdefault(key, Course(*key)).readings.append(reading)
    return sorted(found.values(), key=lambda one: one.source)


def _by_table(manifest: lake.Manifest) -> dict[tuple[str, str], list[Entry]]:
    """What batches remember, by source and table."""
    found: dict[tuple[str, str], list[Entry]] = {}
    last_day = ""
    for batch in manifest.batches:
        if batch.status == "loaded":
            last_day = max(last_day, batch.latest_date or "")
            for entry in batch.tables:
                if "fitness" in entry:
                    found.setdefault((batch.source, entry["table"]), []).append(
                        (batch, entry, last_day)
                    )
    return found


def _readings(
    batch: lake.Batch, entry: dict[str, Any], last_day: str, rules: FitnessPolicy
) -> Iterator[tuple[str, Reading]]:
    table, counted = entry["table"], entry["fitness"]
    listed = dict.fromkeys([WHOLE_ROW, counted["key"], *counted["fields"]])
    newest = date.fromisoformat(counted["newest"]) if counted["newest"] else None
    for column in listed:
        asked = _asked(column, counted, last_day)
        measures = {
            dimension: Measure(dimension, *pair, rules.threshold(table, column, dimension))
            for dimension, pair in asked.items()
        }
        yield (
            column,
            Reading(
                batch=batch.id,
                received_on=date.fromisoformat(batch.created_at[:10]),
                rows=counted["rows"],
                measures=measures,
                broken=counted["broken"].get(column, {}),
                newest=newest if TIMELINESS in measures else None,
            ),
        )


def _asked(column: str, counted: dict[str, Any], last_day: str) -> dict[str, tuple[int, int]]:
    """(wrong, asked) by dimension; a dimension that says nothing of the field is left out."""
    rows, broken = counted["rows"], counted["broken"].get(column, {})
    if column == WHOLE_ROW:
        wrong = sum(broken.values())
        return {VALIDITY: (wrong, rows + wrong)}
    found: dict[str, tuple[int, int]] = {}
    if column in counted["fields"]:
        empty = counted["empty"].get(column, 0)
        found[COMPLETENESS] = (empty, rows)
        against = {rule: count for rule, count in broken.items() if rule in AGAINST_OTHERS}
        alone = {rule: count for rule, count in broken.items() if rule not in against}
        found[VALIDITY] = (sum(alone.values()) - alone.get(DOUBLED, 0), rows - empty)
        if against or column in counted["held"]:
            found[CONSISTENCY] = (sum(against.values()), rows - empty)
        if column in counted["once"]:
            found[UNIQUENESS] = (counted["doubled"].get(column, 0), rows - empty)
    if column == counted["key"]:
        found[UNIQUENESS] = (broken.get(DOUBLED, 0), rows)
    if column == counted["day"] and counted["newest"] and last_day:
        behind = date.fromisoformat(last_day) - date.fromisoformat(counted["newest"])
        found[TIMELINESS] = (max(0, behind.days), 0)
    return found
