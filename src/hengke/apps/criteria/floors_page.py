"""Other floors of a tier policy on a page, beside those in force, and what was proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hengke.apps.criteria import permissions, queries, words
from hengke.apps.criteria.models import Floor
from hengke.apps.criteria.review_page import share
from hengke.apps.tiering import api as tiering
from hengke.apps.tiering.api import Ladder, Step
from hengke.engine.criteria import columns

SHOWN_PROPOSALS = 20


@dataclass(frozen=True)
class Tried:
    """One tier of a candidate, beside what is in force."""

    step: Step | None
    floor: str | None
    row: Floor
    share: float | None
    near: float | None
    flicker: float | None


@dataclass(frozen=True)
class Candidate:
    """A set of floors that was back-tested; one that does not rise cannot be handed on."""

    name: str
    title: str
    rows: Sequence[Tried]
    moved: float | None
    broken: bool
    is_in_force: bool


def context(user: Any, ladder: Ladder) -> dict[str, Any]:
    """What criteria/floors.html accepts."""
    return {
        "ladder": ladder,
        "as_of": ladder.as_of,
        "candidates": _candidates(queries.floors(ladder.policy), ladder),
        "proposals": [
            (one, words.candidate(one.candidate), words.proposal(one.state))
            for one in queries.proposals(ladder.policy)[:SHOWN_PROPOSALS]
        ],
        "can_propose": permissions.can_propose(user),
    }


def _candidates(floors: Sequence[Floor], ladder: Ladder) -> list[Candidate]:
    """Those in force first, then the proposal of the bounds, then the shifts from low to high."""
    found = queries.shown(floors)
    order = {columns.IN_FORCE: -2.0, columns.BAND: -1.0}
    names = sorted(found, key=lambda name: order.get(name, 0.0) or 1 + _shift(name))
    return [_candidate(name, found[name], ladder) for name in names]


def _shift(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


def _candidate(name: str, rows: Sequence[Floor], ladder: Ladder) -> Candidate:
    first = rows[0]
    return Candidate(
        name=name,
        title=words.candidate(name),
        rows=[_tried(row, ladder) for row in rows],
        moved=share(first.moved, first.covered),
        broken=bool(first.broken),
        is_in_force=name == columns.IN_FORCE,
    )


def _tried(row: Floor, ladder: Ladder) -> Tried:
    return Tried(
        step=ladder.step(row.tier),
        floor=tiering.value(row.floor_minor, ladder),
        row=row,
        share=share(row.customers, row.covered),
        near=share(row.near, row.near_of),
        flicker=share(row.back, row.crossings),
    )
