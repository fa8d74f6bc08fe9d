"""The explanation of one decision on a page: both sentences, each number leading to its source.

Sentences and numbers come from `engine/tiering/explain.py`; here they are only put together with
where they stand: field, stored value, business date, policy version and run.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from hengke.apps.tiering import policy_shelf
from hengke.apps.tiering.ladder import language
from hengke.apps.tiering.models import Assessment, Position
from hengke.engine.results import ASSESSMENTS, POSITIONS
from hengke.engine.tiering.explain import explain, facts_of
from hengke.engine.tiering.explain_facts import Number

OF_THE_POLICY = "policy."


@dataclass(frozen=True)
class Source:
    """Where a printed number stands. `number` is its place in the table of sources, from 1."""

    number: int
    text: str
    field: str
    value: str
    as_of: date
    policy_version: str
    run_id: str

    @property
    def spoken(self) -> str:
        run = f" · {self.run_id}" if self.run_id else ""
        return f"{self.field} = {self.value} · {self.as_of} · {self.policy_version}{run}"


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence; with a `source` where it is a number."""

    text: str
    source: Source | None = None


@dataclass(frozen=True)
class Explained:
    """One decision told. `missing` says why there are no sentences."""

    assessed_on: date
    manager: tuple[Piece, ...] = ()
    customer: tuple[Piece, ...] = ()
    sources: tuple[Source, ...] = ()
    missing: str = ""


def explained(assessment: Assessment, position: Position | None) -> Explained:
    """The decision of an assessment; the outlook belongs to the last one only."""
    rules = next(
        (
            policy
            for policy in policy_shelf.history(assessment.policy)
            if policy.version == assessment.policy_version
        ),
        None,
    )
    if rules is None:
        return Explained(assessment.assessed_on, missing=_no_file(assessment))
    ahead = position if position and position.assessed_on == assessment.assessed_on else None
    facts = facts_of(
        _columns(assessment, ASSESSMENTS), _columns(ahead, POSITIONS) if ahead else None
    )
    told = explain(facts, policy=rules, language=language())
    sources = tuple(
        _source(place, number, assessment, ahead) for place, number in enumerate(told.numbers, 1)
    )
    return Explained(
        assessed_on=assessment.assessed_on,
        manager=pieces(told.manager, sources),
        customer=pieces(told.customer, sources),
        sources=sources,
    )


def _no_file(assessment: Assessment) -> str:
    return _("The policy file of version %(version)s is not on the shelf any more.") % {
        "version": assessment.policy_version
    }


def _columns(row: Any, names: dict[str, str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _source(place: int, number: Number, assessment: Assessment, ahead: Position | None) -> Source:
    """A figure of the policy has no run; one of the outlook stands on the business date."""
    of_outlook = ahead is not None and (
        number.field == "as_of" or (number.field in POSITIONS and number.field not in ASSESSMENTS)
    )
    row: Assessment | Position = ahead if ahead is not None and of_outlook else assessment
    return Source(
        number=place,
        text=number.text,
        field=number.field,
        value=str(number.value),
        as_of=ahead.as_of if ahead is not None and of_outlook else assessment.assessed_on,
        policy_version=assessment.policy_version,
        run_id="" if number.field.startswith(OF_THE_POLICY) else row.run_id,
    )


def pieces(sentence: str, sources: Sequence[Source]) -> tuple[Piece, ...]:
    """The sentence cut at its numbers. Of two numbers that read the same, the first comes first."""
    waiting: dict[str, list[Source]] = {}
    for source in sources:
        waiting.setdefault(source.text, []).append(source)
    if not waiting:
        return (Piece(sentence),)
    texts = "|".join(re.escape(text) for text in sorted(waiting, key=len, reverse=True))
    found, end = [], 0
    for match in re.finditer(rf"(?<![\d.,])(?:{texts})(?!\d|[.,]\d)", sentence):
        several = waiting[match[0]]
        source = several.pop(0) if len(several) > 1 else several[0]
        found += [Piece(sentence[end : match.start()]), Piece(match[0], source)]
        end = match.end()
    return tuple(piece for piece in (*found, Piece(sentence[end:])) if piece.text)
