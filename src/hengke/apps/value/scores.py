"""Scores of a customer with the points of every indicator, as the policy in force weighs them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from hengke.apps.value import words
from hengke.apps.value.models import CustomerValue
from hengke.policies.value import Score, ValuePolicy, load
from hengke.policies.value.scores import COMPOSITE, POTENTIAL, QUALITATIVE

HUNDRED = 100


@dataclass(frozen=True)
class Point:
    """One indicator: its points of 100 (None: unknown), its weight, which half it belongs to."""

    name: Any
    points: float | None
    weight: float
    qualitative: bool


@dataclass(frozen=True)
class Scored:
    """A score of 100 points (None: unknown) with its indicators."""

    name: str
    points: float | None
    parts: Sequence[Point]


def of(row: CustomerValue, kind: str | None) -> list[Scored]:
    """Potential and composite score; none where the policy has none for the kind of customer, or
    has changed since the night."""
    policy = _policy(row)
    if policy is None or row.plain:
        return []
    found = [
        _scored(policy.score(POTENTIAL, kind or ""), row.potential_points, row.potential_parts),
        _scored(policy.score(COMPOSITE, kind or ""), row.composite_points, row.composite_parts),
    ]
    return [one for one in found if one is not None]


def _policy(row: CustomerValue) -> ValuePolicy | None:
    home = settings.HENGKE_HOME
    policy = load(on=row.as_of, own=home.value_policies)
    return policy if policy.version == row.policy_version else None


def _scored(score: Score | None, points: int | None, told: str | None) -> Scored | None:
    if score is None or told is None:
        return None
    parts = [
        Point(
            words.INDICATORS[one.column],
            _of_hundred(value),
            float(one.weight),
            one.part == QUALITATIVE,
        )
        for one, value in zip(score.indicators, json.loads(told), strict=True)
    ]
    return Scored(score.name, _of_hundred(points), parts)


def _of_hundred(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / HUNDRED
