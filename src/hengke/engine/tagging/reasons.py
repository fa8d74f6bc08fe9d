"""Why a rule holds for one customer, or does not: the tests that decide it, with what they read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hengke.engine.rules import singles
from hengke.engine.rules.tree import Every, Node, Not, Segment, Some, columns


@dataclass(frozen=True)
class Reason:
    """One test as it came out for the customer, and the features that it read."""

    test: Node
    reads: tuple[str, ...]


def answer(tree: Node, row: Mapping[str, Any]) -> bool | None:
    """Does the rule hold for the row? None is unknown."""
    found = singles.function(tree)(row)
    return None if found is None else bool(found)


def reasons(tree: Node, row: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The tests that make the rule what it is for this row, each said so that it is true; where the
    rule is unknown, those that are unknown. In the order of the rule, each once."""
    found = dict.fromkeys(_deciding(tree, row, answer(tree, row)))
    return tuple(Reason(test, columns(test)) for test in found)


def _deciding(node: Node, row: Mapping[str, Any], came_out: bool | None) -> Iterator[Node]:
    match node:
        case Segment(rule=rule):
            yield from _deciding(rule, row, came_out)
        case Not(value=value):
            yield from _deciding(value, row, None if came_out is None else not came_out)
        case Every(parts=parts):
            yield from _parts(parts, row, came_out, settles=False)
        case Some(parts=parts):
            yield from _parts(parts, row, came_out, settles=True)
        case _:
            yield Not(node) if came_out is False else node


def _parts(
    parts: tuple[Node, ...], row: Mapping[str, Any], came_out: bool | None, *, settles: bool
) -> Iterator[Node]:
    """One part that settles it is enough; else all of them, or those that are unknown."""
    for part in parts:
        own = answer(part, row)
        if own is came_out or (came_out is not None and came_out is not settles):
            yield from _deciding(part, row, own)
