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
from hengke.policies.criteria import CriteriaPolicy
from hengke.web import formats

SHOWN_PROPOSALS = 20


@dataclass(frozen=True)
class Part:
    """A share with what it is made of; unknown with the reason, as on the review's page."""

    value: float | None
    parts: str
    reason: str


@dataclass(frozen=True)
class Tried:
    """One tier of a candidate, beside what is in force."""

    step: Step | None
    floor: str | None
    row: Floor
    share: float | None
    near: Part
    flicker: Part


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
    rules = queries.rules(ladder.as_of)
    return {
        "ladder": ladder,
        "as_of": ladder.as_of,
        "candidates": _candidates(queries.floors(ladder.policy), ladder, rules),
        "proposals": [
            (one, words.candidate(one.candidate), words.proposal(one.state))
            for one in queries.proposals(ladder.policy)[:SHOWN_PROPOSALS]
        ],
        "can_propose": permissions.can_propose(user),
    }


def _candidates(floors: Sequence[Floor], ladder: Ladder, rules: CriteriaPolicy) -> list[Candidate]:
    """Those in force first, then the proposal of the bounds, then the shifts from low to high."""
    found = queries.shown(floors)
    order = {columns.IN_FORCE: -2.0, columns.BAND: -1.0}
    names = sorted(found, key=lambda name: order.get(name, 0.0) or 1 + _shift(name))
    return [_candidate(name, found[name], ladder, rules) for name in names]


def _shift(name: str) -> float:
    try:
        return float(name)
    except ValueError:
        return 0.0


def _candidate(
    name: str, rows: Sequence[Floor], ladder: Ladder, rules: CriteriaPolicy
) -> Candidate:
    first = rows[0]
    return Candidate(
        name=name,
        title=words.candidate(name),
        rows=[_tried(row, ladder, rules) for row in rows],
        moved=share(first.moved, first.covered),
        broken=bool(first.broken),
        is_in_force=name == columns.IN_FORCE,
    )


def _tried(row: Floor, ladder: Ladder, rules: CriteriaPolicy) -> Tried:
    return Tried(
        step=ladder.step(row.tier),
        floor=tiering.value(row.floor_minor, ladder),
        row=row,
        share=share(row.customers, row.covered),
        near=_part(row.near, row.near_of, rules),
        flicker=_part(row.back, row.crossings, rules),
    )


def _part(part: int | None, whole: int | None, rules: CriteriaPolicy) -> Part:
    """Of fewer cases than the review asks for a share is chance; None: the history is short."""
    if part is None or whole is None:
        months = rules.flicker_months + 2
        return Part(None, "", words.reason(columns.SHORT_HISTORY, needed=months, whole=None))
    parts = f"{formats.count(part)} / {formats.count(whole)}"
    if whole < rules.least_customers:
        least = rules.least_customers
        return Part(None, parts, words.reason(columns.TOO_FEW, needed=least, whole=whole))
    return Part(share(part, whole), parts, "")
