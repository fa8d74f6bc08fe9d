"""What a rule may say and hardly anybody means: bounds without anything between, 20 for 20 %.

Each is a note beside the rule, never a refusal. A segment within is the business of who wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from hengke.engine.rules.catalogue import Catalogue
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.tree import (
    Between,
    Call,
    Column,
    Compare,
    Constant,
    Every,
    Node,
    OneOf,
    Segment,
    children,
)
from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.kernel.sentences import sentence

LEAST_SHARE, MOST_SHARE = -1, 10
"""A share below, or a change above, is rarely meant: 20 stands for 20 %, which is 0.2."""
MOST_POINTS, HUNDREDTHS = 100, 100
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
LOWER, UPPER = (">", ">=", "="), ("<", "<=", "=")
Bound = tuple[str, Any]
"""A sign and the value behind it."""


def doubts(tree: Node, catalogue: Catalogue) -> Iterator[str]:
    """Sentences on each part of the rule, in the order in which it is written."""
    if isinstance(tree, Segment):
        return
    match tree:
        case Between(low=Constant() as low, high=Constant() as high) if _turned(low, high):
            yield sentence(
                "From {low} to {high} lies nothing: the lower end stands first in 'between'.",
                low=_written(low), high=_written(high),
            )  # fmt: skip
        case Every():
            yield from _excluding(tree)
    yield from _units(tree, catalogue)
    for child in children(tree):
        yield from doubts(child, catalogue)


def _turned(low: Constant, high: Constant) -> bool:
    one, other = low.value, high.value
    return one is not None and other is not None and one > other  # type: ignore[operator]


def _excluding(tree: Every) -> Iterator[str]:
    """Of each value the first two bounds that nothing lies between."""
    bounds: dict[Node, list[tuple[Bound, Constant]]] = {}
    told: set[Node] = set()
    for value, sign, end in _bounds(tree):
        found = bounds.setdefault(value, [])
        other = next((one for one in found if _exclude(one[0], (sign, end.value))), None)
        if other is not None and value not in told:
            told.add(value)
            yield sentence(
                "{name} {first} and {name} {second} exclude each other: this holds for nobody.",
                name=_name(value), first=f"{other[0][0]} {_written(other[1])}",
                second=f"{sign} {_written(end)}",
            )  # fmt: skip
        found.append(((sign, end.value), end))


def _bounds(tree: Every) -> Iterator[tuple[Node, str, Constant]]:
    for part in tree.parts:
        match part:
            case Every():
                yield from _bounds(part)
            case Compare(operator="<>"):
                continue
            case Compare(operator=sign, left=value, right=Constant() as end) if _name(value):
                yield from [(value, sign, end)] if end.value is not None else []
            case Compare(operator=sign, left=Constant() as end, right=value) if _name(value):
                yield from [(value, MIRRORED[sign], end)] if end.value is not None else []
            case Between(value=value, low=Constant() as low, high=Constant() as high):
                if _name(value) and not _turned(low, high):
                    yield from ((value, sign, end) for sign, end in ((">=", low), ("<=", high))
                                if end.value is not None)  # fmt: skip


def _exclude(one: Bound, other: Bound) -> bool:
    """Is there nothing that both let through?"""
    for (low_sign, low), (high_sign, high) in ((one, other), (other, one)):
        if low_sign not in LOWER or high_sign not in UPPER:
            continue
        if low > high or (low == high and (low_sign == ">" or high_sign == "<")):
            return True
    return False


def _units(tree: Node, catalogue: Catalogue) -> Iterator[str]:
    match tree:
        case Compare(left=left, right=right):
            parts: tuple[Node, ...] = (left, right)
        case Between(value=value, low=low, high=high):
            parts = (value, low, high)
        case OneOf(value=value, choices=choices):
            parts = (value, *choices)
        case _:
            return
    known = [catalogue[one.name] for one in parts if isinstance(one, Column)]
    score = next((one.name for one in known if one.is_score), None)
    for one in parts if score else ():
        if isinstance(one, Constant) and _is_no_score(one.value):
            yield sentence(
                "{name} is in points of 100, as on pages: nobody has {value}. If hundredths of a "
                "point are meant, write {instead}.",
                name=score, value=_plain(one.value),
                instead=_plain(float(one.value) / HUNDREDTHS),  # type: ignore[arg-type]
            )  # fmt: skip
    share = next((one.name for one in known if one.is_share), None)
    for one in parts if share else ():
        if isinstance(one, Constant) and _is_no_share(one.value):
            yield sentence(
                "{name} is a part of one: {value} is {percent:,.0f} %. If {value} % is meant, "
                "write {instead}.",
                name=share, value=_plain(one.value), percent=100 * float(one.value),  # type: ignore[arg-type]
                instead=_plain(float(one.value) / 100),  # type: ignore[arg-type]
            )  # fmt: skip


def _is_no_share(value: Any) -> bool:
    return isinstance(value, int | float) and not LEAST_SHARE <= value <= MOST_SHARE


def _is_no_score(value: Any) -> bool:
    return isinstance(value, int | float) and value > MOST_POINTS


def _name(value: Node) -> str:
    """As it is written, of a feature and of a function of features; "" of anything longer."""
    match value:
        case Column(name=name):
            return name
        case Call(name=name, arguments=arguments) if all(map(_name, arguments)):
            return f"{name}({', '.join(map(_name, arguments))})"
        case _:
            return ""


def _written(end: Constant) -> str:
    """As a person writes it: money in yuan, days and texts in quotes."""
    value = end.value
    if end.kind == Kind.MONEY and isinstance(value, int):
        return f"{value / MINOR_PER_MAJOR:.15g}"
    if isinstance(value, date):
        return f"'{value.isoformat()}'"
    return f"'{value}'" if isinstance(value, str) else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.10g}" if isinstance(value, float) else str(value)
