"""What the pages of data quality show: a row per field, and one field from the inside."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from hengke.apps.imports import quality_words, queries, words
from hengke.kernel import clock
from hengke.pipelines import fitness
from hengke.pipelines.fitness import Course, Measure

WHOLE = 1000  # permille


@dataclass(frozen=True)
class Asked:
    """The list's filters, as the address writes them."""

    source: str = ""
    table: str = ""
    short: bool = False

    @classmethod
    def of(cls, given: Any) -> Asked:
        return cls(given.get("source", ""), given.get("table", ""), given.get("short") == "1")

    def lets_in(self, course: Course) -> bool:
        of_source = self.source in ("", course.source)
        of_table = self.table in ("", course.table)
        return of_source and of_table and (course.now.short or not self.short)


@dataclass(frozen=True)
class Cell:
    """One dimension of a field: a share (rounded down, so that one doubled key is not 100 %) or
    days, against its threshold; `trend` is in permille, unknown where there was none to ask."""

    label: Any
    meaning: Any
    measure: Measure
    trend: tuple[int | None, ...] = ()

    @property
    def share(self) -> float | None:
        share = self.measure.share
        return None if share is None else math.floor(share * WHOLE) / WHOLE

    @property
    def wanted(self) -> float:
        return self.measure.threshold / WHOLE


@dataclass(frozen=True)
class Row:
    """One field in the list; `cells` has a place for every dimension."""

    course: Course
    table: Any
    column: Any
    cells: list[tuple[Any, Cell | None]]
    trend: tuple[int | None, ...]
    query: str


def context(asked: Asked) -> dict[str, Any]:
    """What falls short stands first; the rest is folded away unless somebody asks for a part."""
    found = courses()
    shown = [course for course in found if asked.lets_in(course)]
    below = [_row(course) for course in shown if course.now.short]
    return {
        "asked": asked,
        "below": below,
        "above": [_row(course) for course in shown if not course.now.short],
        "unfolded": not below or bool(asked.source or asked.table),
        "fields": len(found),
        "short": sum(course.now.short for course in found),
        "sources": sorted({course.source for course in found}),
        "tables": [(name, words.table(name)) for name in dict.fromkeys(c.table for c in found)],
        "dimensions": quality_words.DIMENSIONS.items(),
    }


def courses() -> list[Course]:
    home = queries.home()
    return fitness.courses(home, fitness.policy(home, on=clock.today()))


def found(source: str, table: str, column: str) -> Course | None:
    wanted = (source, table, column)
    return next((c for c in courses() if (c.source, c.table, c.column) == wanted), None)


def field_context(course: Course) -> dict[str, Any]:
    now = course.now
    return {
        "course": course,
        "now": now,
        "table": words.table(course.table),
        "column": quality_words.column(course.column),
        "cells": [_cell(course, measure) for measure in now.measures.values()],
        "wrong": list(_wrong(course)),
        "readings": course.readings[::-1],
    }


def _row(course: Course) -> Row:
    measures = course.now.measures
    key = {"source": course.source, "table": course.table, "column": course.column}
    return Row(
        course=course,
        table=words.table(course.table),
        column=quality_words.column(course.column),
        cells=[
            (label, _cell(course, measures[name]) if name in measures else None)
            for name, label in quality_words.DIMENSIONS.items()
        ],
        trend=tuple(_permille(reading.lowest) for reading in course.readings),
        query=urlencode(key),
    )


def _cell(course: Course, measure: Measure) -> Cell:
    name = measure.dimension
    past = (reading.measures.get(name) for reading in course.readings)
    return Cell(
        label=quality_words.DIMENSIONS[name],
        meaning=quality_words.MEANINGS[name],
        measure=measure,
        trend=tuple(_level(one) if one else None for one in past),
    )


def _level(measure: Measure) -> int | None:
    return measure.wrong if measure.in_days else _permille(measure.share)


def _permille(share: float | None) -> int | None:
    return None if share is None else math.floor(share * WHOLE)


def _wrong(course: Course) -> Iterable[tuple[Any, int]]:
    """What is wrong, in words, with the rows concerned; the most frequent first."""
    now = course.now
    counts = dict(now.broken)
    if "completeness" in now.measures:
        counts[quality_words.EMPTY] = now.measures["completeness"].wrong
    if "uniqueness" in now.measures and fitness.DOUBLED not in counts:
        counts[quality_words.DOUBLED] = now.measures["uniqueness"].wrong
    for code, rows in sorted(counts.items(), key=lambda one: -one[1]):
        if rows:
            yield quality_words.rule(code), rows
