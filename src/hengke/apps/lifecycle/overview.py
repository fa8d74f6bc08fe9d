"""How many customers stand in which stage, and from which they came since the run before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengke.apps.identity import api as identity
from hengke.apps.lifecycle import leaving, listing, queries, words
from hengke.apps.lifecycle.listing import Filters
from hengke.engine.lifecycle.names import ARRIVED, FIRST
from hengke.web.charts import heat
from hengke.web.composition import Chip

TAGS = "tagging.read"


@dataclass(frozen=True)
class Count:
    """One stage: how many, what part of all, and the list behind it."""

    chip: Chip
    customers: int
    share: float | None
    href: str


@dataclass(frozen=True)
class Other:
    """The list that sounds like the one shown, and the code of the tag that does; '' for who may
    not read tags."""

    label: Any
    href: str
    tag: str


@dataclass(frozen=True)
class Line:
    """One row of the matrix: the stage before, and where its customers are now."""

    chip: Chip
    cells: tuple[heat.Cell, ...]
    total: int


def context(user: Any, filters: Filters) -> dict[str, Any]:
    """What the upper half of lifecycle/book.html accepts."""
    books = listing.narrowed(queries.books(user), filters)
    ways = queries.counted(books)
    if not ways:
        return {"counts": None}
    stages = _stages(ways)
    return {
        "counts": _counts(ways, stages, filters),
        "customers": sum(way["customers_sum"] for way in ways),
        "dormant": sum(way["dormant_sum"] for way in ways),
        "losing": sum(way["losing_sum"] for way in ways),
        "leaving": leaving.summed(listing.narrowed(queries.leaving(user), filters)),
        "leaving_href": filters.query(show="leaving", before=""),
        "losing_href": filters.query(show="losing", before=""),
        "wake_up_href": filters.query(show="wake_up", before=""),
        "said": words.SAID.get(filters.show),
        "other": _other(user, filters),
        "arrived": sum(way["customers_sum"] for way in ways if way["stage_before"] == ARRIVED),
        "before_on": queries.compared_with(books),
        "columns": [words.stage(stage) for stage in stages],
        "matrix": _matrix(ways, stages, filters),
    }


def _other(user: Any, filters: Filters) -> Other | None:
    if filters.show not in words.OTHER:
        return None
    other, tag = words.OTHER[filters.show]
    address = filters.query(show=other, before="")
    return Other(words.show(other), address, tag if identity.may(user, TAGS) else "")


def _stages(ways: list[dict[str, Any]]) -> list[str]:
    """Stages that somebody is or was in, in the order of the relation, the unknown last."""
    there = {way[side] for way in ways for side in ("stage", "stage_before")} - {ARRIVED, FIRST}
    return [one for one in words.ORDER if one in there]


def _counts(ways: list[dict[str, Any]], stages: list[str], filters: Filters) -> list[Count]:
    whole = sum(way["customers_sum"] for way in ways)
    found = []
    for stage in stages:
        held = sum(way["customers_sum"] for way in ways if way["stage"] == stage)
        address = filters.query(show=stage or "unknown", before="")
        found.append(Count(words.stage(stage), held, held / whole if whole else None, address))
    return found


def _matrix(ways: list[dict[str, Any]], stages: list[str], filters: Filters) -> list[Line]:
    """Nothing before a second run; whoever came since stands in no row."""
    held = {(way["stage_before"], way["stage"]): way["customers_sum"] for way in ways}
    rows = [[held.get((before, after), 0) for after in stages] for before in stages]
    if not any(map(sum, rows)):
        return []
    hrefs = [[_address(filters, before, after) for after in stages] for before in stages]
    names = [str(words.stage(stage).label) for stage in stages]
    drawn = heat.rows(names, rows, hrefs)
    return [
        Line(words.stage(stage), row.cells, sum(cells))
        for stage, row, cells in zip(stages, drawn, rows, strict=True)
    ]


def _address(filters: Filters, before: str, after: str) -> str:
    """The customers of one cell; of an unknown stage before there is no list of its own."""
    return filters.query(show=after or "unknown", before=before) if before else ""
