"""`hengke lake quality`: the fields of the last delivery against the thresholds."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import say, write_json, write_table

if TYPE_CHECKING:
    from hengke.pipelines.fitness import Course, Measure, Reading
    from hengke.pipelines.home import Home

DIMENSIONS = ("completeness", "uniqueness", "validity", "consistency", "timeliness")


def quality(
    only_short: Annotated[
        bool, typer.Option("--short", help="Only fields that fall short of a threshold.")
    ] = False,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """Data quality per source, table and field: shares of rows, days behind, and the trend.

    With --json also each earlier delivery, and what is wrong by rule. Values are never printed.
    """
    found = courses(opened(home))
    shown = [course for course in found if course.now.short or not only_short]
    if as_json:
        write_json([_told(course) for course in shown])
        return
    write_table(("source", "table", "field", *DIMENSIONS, "state"), map(_row, shown))
    say(f"{sum(course.now.short for course in found)} of {len(found)} fields fall short.")


def courses(home: Home) -> list[Course]:
    from hengke.kernel import clock
    from hengke.pipelines import fitness

    return fitness.courses(home, fitness.policy(home, on=clock.today()))


def _row(course: Course) -> tuple[str, ...]:
    measures = course.now.measures
    cells = [_figure(measures[one]) if one in measures else "" for one in DIMENSIONS]
    state = "short" if course.now.short else "kept"
    return (course.source, course.table, course.column or "(whole row)", *cells, state)


def _figure(measure: Measure) -> str:
    """Rounded down, as on the page; what is short is marked."""
    mark = " !" if measure.short else ""
    if measure.in_days:
        return f"{measure.wrong} d{mark}"
    share = measure.share
    return "" if share is None else f"{math.floor(1000 * share) / 10:.1f} %{mark}"


def _told(course: Course) -> dict[str, Any]:
    return {
        "source": course.source,
        "table": course.table,
        "field": course.column,
        "short": course.now.short,
        "deliveries": [_reading(one) for one in course.readings],
    }


def _reading(reading: Reading) -> dict[str, Any]:
    measures = {
        name: {**asdict(one), "share": one.share, "short": one.short}
        for name, one in reading.measures.items()
    }
    return {**asdict(reading), "measures": measures}
