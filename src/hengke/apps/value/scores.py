"""Scores of a customer with the points of every indicator, as the policy in force weighs them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from hengke.apps.value import words
from hengke.apps.value.models import CustomerValue
from hengke.policies.value import Score, ValuePolicy, load
from hengke.policies.value.scores import COMPOSITE, POTENTIAL, QUALITATIVE
from hengke.web import amounts, formats

HUNDRED = 100
PPM = 1_000_000


@dataclass(frozen=True)
class Point:
    """One indicator: its points of 100 (None: unknown), its weight, which half it belongs to, and
    the raw value as the reader may see it ('' where it is not published with the value)."""

    name: Any
    points: float | None
    weight: float
    qualitative: bool
    raw: str = ""


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
        _scored(policy, POTENTIAL, kind, row),
        _scored(policy, COMPOSITE, kind, row),
    ]
    return [one for one in found if one is not None]


def _policy(row: CustomerValue) -> ValuePolicy | None:
    home = settings.HENGKE_HOME
    policy = load(on=row.as_of, own=home.value_policies)
    return policy if policy.version == row.policy_version else None


def _scored(policy: ValuePolicy, name: str, kind: str | None, row: CustomerValue) -> Scored | None:
    score: Score | None = policy.score(name, kind or "")
    told = getattr(row, f"{name}_parts")
    if score is None or told is None:
        return None
    parts = [
        Point(
            words.INDICATORS[one.column],
            _of_hundred(value),
            float(one.weight),
            one.part == QUALITATIVE,
            _raw(row, one.column),
        )
        for one, value in zip(score.indicators, json.loads(told), strict=True)
    ]
    return Scored(score.name, _of_hundred(getattr(row, f"{name}_points")), parts)


def _raw(row: CustomerValue, column: str) -> str:
    """What the points were given for. A share is for who sees amounts whole."""
    found = getattr(row, column, None)
    if found is None or column.endswith("_points"):
        return ""
    if column.endswith("_minor"):
        return str(amounts.amount(found) or "")
    if column.endswith("_ppm"):
        return (formats.percent(found / PPM, 2) or "") if amounts.are_whole() else ""
    return formats.count(found, get_language() or formats.ZH) or ""


def _of_hundred(hundredths: int | None) -> float | None:
    return None if hundredths is None else hundredths / HUNDRED
