"""The rule of survivorship: which number stays, whose value of each field, and why. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hengke.apps.customers.api import record_reading, record_values
from hengke.policies.duplicates.survivorship import Survivorship

SURVIVOR, MERGED = "survivor", "merged"
OTHER = {SURVIVOR: MERGED, MERGED: SURVIVOR}
BY_HAND, TOGETHER = "by_hand", "together"
Line = record_reading.Line


@dataclass(frozen=True)
class Side:
    """One of the two: the customer with every line of the record. `own` are the lines without what
    earlier merges laid over them."""

    of: record_reading.Subject
    lines: Mapping[str, Line]
    own: Mapping[str, Line]

    @property
    def number(self) -> str:
        return self.of.number


@dataclass(frozen=True)
class Choice:
    """Whose value counts, and which test said so."""

    side: str
    why: str


def survivor(one: Side, other: Side, rule: Survivorship) -> tuple[str, str]:
    """The number that stays by the rule, and the test that told the two apart."""
    for test in rule.survivor_order:
        first, second = (SURVIVES[test](side) for side in (one, other))
        if first != second:
            return (one if first < second else other).number, test
    raise AssertionError("two customers have two numbers")


def choices(
    stays: Side, goes: Side, rule: Survivorship, by_hand: Mapping[str, str]
) -> dict[str, Choice]:
    """One choice per field. A person may choose otherwise, and has chosen by hand only what the
    rule would not have taken: a form sends every field. Fields of one group go together."""
    leading = {
        name: _decided(_chosen(line, goes.lines[name], rule), by_hand.get(name))
        for name, line in stays.lines.items()
    }
    found = {}
    for name in stays.lines:
        leads = rule.leads(name)
        found[name] = (
            leading[name]
            if leads == name or leads not in leading
            else Choice(leading[leads].side, TOGETHER)
        )
    return found


def outcome(stays: Side, goes: Side, chosen: Mapping[str, Choice]) -> dict[str, str]:
    """The record of the merged customer, field by field: this is the preview, and the result."""
    sides = {SURVIVOR: stays, MERGED: goes}
    return {name: sides[choice.side].lines[name].text for name, choice in chosen.items()}


def agreement(one: Line, other: Line) -> str:
    """same, differ, only one known, or unknown on both sides."""
    if not one.text or not other.text:
        return "one" if one.text or other.text else "unknown"
    return "same" if record_values.same(one.text, other.text) else "differ"


def _decided(by_rule: Choice, side: str | None) -> Choice:
    if side not in OTHER or side == by_rule.side:
        return by_rule
    return Choice(side, BY_HAND)


def _chosen(one: Line, other: Line, rule: Survivorship) -> Choice:
    for test in rule.field_order:
        first, second = (WINS[test](line) for line in (one, other))
        if first != second:
            return Choice(SURVIVOR if first < second else MERGED, test)
    return Choice(SURVIVOR, "survivor")


def _active(side: Side) -> int:
    return 0 if side.of.core and side.of.core.status in (None, "", "active") else 1


def _longer(side: Side) -> date:
    return (side.of.core and side.of.core.opened_on) or date.max


def _more_known(side: Side) -> int:
    return -sum(1 for line in side.lines.values() if line.text)


def _recent(line: Line) -> int:
    heard = line.chosen.collected_on if line.chosen else None
    return -heard.toordinal() if heard else 0


SURVIVES: Mapping[str, Callable[[Side], Any]] = {
    "active": _active, "longer_relation": _longer, "more_known": _more_known,
    "smaller_number": lambda side: side.number,
}  # fmt: skip
"""Tests for numbers; the smaller answer stays."""
WINS: Mapping[str, Callable[[Line], Any]] = {
    "known": lambda line: 0 if line.text else 1,
    "verified": lambda line: 0 if line.state == record_reading.VERIFIED else 1,
    "recent": _recent,
    "survivor": lambda line: 0,
}
"""Tests for values; the smaller answer counts, equal ones leave it to the next test."""


def names(found: Sequence[Line]) -> dict[str, Line]:
    return {line.field.name: line for line in found}
