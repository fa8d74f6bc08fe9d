"""Scores of a customer with the points of every indicator, as the policy in force weighs them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from hengke.apps.customers.api import Customer
from hengke.apps.value import raw_values, words
from hengke.apps.value.models import CustomerValue
from hengke.apps.value.raw_values import Raw
from hengke.policies.value import Score, ValuePolicy, load
from hengke.policies.value.scores import COMPOSITE, POTENTIAL, QUALITATIVE

HUNDRED = 100


@dataclass(frozen=True)
class Point:
    """One indicator: its points of 100 (None: unknown), its weight, which half it belongs to, and
    the raw value as the reader may see it, or why it is not told."""

    name: Any
    points: float | None
    weight: float
    qualitative: bool
    raw: Raw


@dataclass(frozen=True)
class Scored:
    """A score of 100 points (None: unknown) with its indicators."""

    name: str
    points: float | None
    parts: Sequence[Point]


def of(row: CustomerValue, customer: Customer, user: Any) -> list[Scored]:
    """Potential and composite score; none where the policy has none for the kind of customer, or
    has changed since the night."""
    policy = _policy(row)
    if policy is None or row.plain:
        return []
    found = []
    for name in (POTENTIAL, COMPOSITE):
        score, told = policy.score(name, customer.kind or ""), getattr(row, f"{name}_parts")
        if score is not None and told is not None:
            raws = [raw_values.of(one.column, row, customer, user) for one in score.indicators]
            found.append(_scored(score, row, json.loads(told), raws))
    return found


def _policy(row: CustomerValue) -> ValuePolicy | None:
    home = settings.HENGKE_HOME
    policy = load(on=row.as_of, own=home.value_policies)
    return policy if policy.version == row.policy_version else None


def _scored(
    score: Score, row: CustomerValue, told: Sequence[int | None], raws: Sequence[Raw]
) -> Scored:
    parts = [
        Point(
            words.INDICATORS[one.column],
            _of_hundred(value),
            float(one.weight),
            one.part == QUALITATIVE,
            raw,
        )
        for one, value, raw in zip(score.indicators, told, raws, strict=True)
    ]
    return Scored(score.name, _of_hundred(getattr(row, f"{score.name}_points")), parts)


def _of_hundred(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / HUNDRED
