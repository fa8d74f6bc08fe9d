"""Why a customer has a tag or is in a segment: the sentence, and the values that made it true."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from hengke.apps.tagging import asking, words


@dataclass(frozen=True)
class Because:
    """One test of the rule as it came out, and what it read: names and values in words."""

    sentence: str
    values: list[tuple[str, str]]


@dataclass(frozen=True)
class Why:
    """`holds` is None where something is not known."""

    holds: bool | None
    reasons: list[Because]


def of(expression: str, numbers: Collection[str]) -> dict[str, Why]:
    """For customers already found through `visible_to`; who is not in the run is absent."""
    if not numbers:
        return {}
    return in_words(asking.reasons(expression, numbers))


def in_words(found: Mapping[str, dict[str, Any]]) -> dict[str, Why]:
    """By number, of what the worker told."""
    return {number: _why(told) for number, told in found.items()}


def _why(told: dict[str, Any]) -> Why:
    language = "zh" if words.zh() else "en"
    return Why(
        told["holds"],
        [
            Because(
                one[language],
                [(words.feature(name), words.value(name, value))
                 for name, value in one["values"].items()],
            )
            for one in told["reasons"]
        ],
    )  # fmt: skip
