"""A rule as a Python function for one customer: SQL's three-valued logic, None is unknown.

The row holds features by name as the book has them: money in minor units, `as_of` for what counts
days, `tags` and `segments` as collections of codes. What it does not hold is unknown. The same
answers as `books.expression`, held by tests/generative/test_rules.py.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from hengke.engine.rules.kinds import LARGEST, Kind
from hengke.engine.rules.tree import (
    Arithmetic,
    Between,
    Call,
    Column,
    Compare,
    Constant,
    Every,
    Is,
    Member,
    Node,
    Not,
    OneOf,
    Segment,
    Some,
)

Row = Mapping[str, Any]
Function = Callable[[Row], Any]
SMALL = str.maketrans({chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
    ">=": operator.ge,
}  # fmt: skip
_COMPUTE: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip


def function(tree: Node) -> Function:
    """The rule as a function of one row."""
    return _value(tree, computed=False)


def _value(node: Node, *, computed: bool) -> Function:
    """`computed`: the value is calculated with, so that what is beyond reason is unknown."""
    match node:
        case Constant(value=value):
            return lambda row: value
        case Column():
            return _column(node, computed=computed)
        case Arithmetic():
            return _arithmetic(node)
        case Call():
            return _call(node, computed=computed)
        case Compare(operator=sign, left=left, right=right):
            return _compare(sign, left, right)
        case Between(value=value, low=low, high=high):
            return _between(value, low, high)
        case OneOf():
            return _one_of(node)
        case Is(value=value, what=what):
            inner = _value(value, computed=False)
            return lambda row: inner(row) is what
        case Not(value=value):
            inner = _value(value, computed=False)
            return lambda row: None if (found := inner(row)) is None else not found
        case Every(parts=parts):
            return _joined(parts, decides=False)
        case Some(parts=parts):
            return _joined(parts, decides=True)
        case Member(column=column, code=code):
            return lambda row: None if (found := row.get(column)) is None else code in found
        case Segment(rule=rule):
            return _value(rule, computed=False)


def _column(node: Column, *, computed: bool) -> Function:
    name = node.name
    if node.kind == Kind.RATIO or (computed and node.whole):

        def bounded(row: Row) -> Any:
            found = row.get(name)
            return found if found is not None and abs(found) <= LARGEST else None

        return bounded
    return lambda row: row.get(name)


def _arithmetic(node: Arithmetic) -> Function:
    left = _number(node.left, whole=node.whole, computed=True)
    right = _number(node.right, whole=node.whole, computed=True)
    if node.operator == "/":
        return _division(left, right)
    compute = _COMPUTE[node.operator]

    def computed(row: Row) -> Any:
        one, other = left(row), right(row)
        return None if one is None or other is None else compute(one, other)

    return computed


def _division(left: Function, right: Function) -> Function:
    def divided(row: Row) -> Any:
        one, other = left(row), right(row)
        if one is None or other is None or other == 0:
            return None
        found = one / other
        return found if abs(found) <= LARGEST else None

    return divided


def _number(node: Node, *, whole: bool, computed: bool) -> Function:
    """The value as the engines compare it: floating as soon as one side is."""
    value = _value(node, computed=computed)
    if whole or not node.whole:
        return value
    return lambda row: None if (found := value(row)) is None else float(found)


def _compare(sign: str, left: Node, right: Node) -> Function:
    whole = left.whole and right.whole
    one, other = (_number(side, whole=whole, computed=False) for side in (left, right))
    compare = _COMPARE[sign]

    def compared(row: Row) -> bool | None:
        a, b = one(row), other(row)
        return None if a is None or b is None else compare(a, b)

    return compared


def _between(value: Node, low: Node, high: Node) -> Function:
    return _every((_compare(">=", value, low), _compare("<=", value, high)), decides=False)


def _one_of(node: OneOf) -> Function:
    return _every(tuple(_compare("=", node.value, one) for one in node.choices), decides=True)


def _joined(parts: tuple[Node, ...], *, decides: bool) -> Function:
    return _every(tuple(_value(part, computed=False) for part in parts), decides=decides)


def _every(parts: tuple[Function, ...], *, decides: bool) -> Function:
    """One part that says `decides` settles it; else an unknown part leaves it unknown."""

    def joined(row: Row) -> bool | None:
        answer: bool | None = not decides
        for part in parts:
            found = part(row)
            if found is decides:
                return decides
            if found is None:
                answer = None
        return answer

    return joined


def _call(node: Call, *, computed: bool) -> Function:
    if node.name == "coalesce":
        return _first_known(node, computed=computed)
    inside = computed or node.name in ("abs", "negative")
    arguments = [_value(one, computed=inside) for one in node.arguments]
    if node.name in ("days_since", "days_until"):
        arguments.append(lambda row: row.get("as_of"))
    compute = _CALLS[node.name]

    def called(row: Row) -> Any:
        values = [argument(row) for argument in arguments]
        return None if any(value is None for value in values) else compute(*values)

    return called


def _first_known(node: Call, *, computed: bool) -> Function:
    whole = node.whole
    values = [_number(one, whole=whole, computed=computed) for one in node.arguments]
    return lambda row: next((v for value in values if (v := value(row)) is not None), None)


def _days_between(later: date, earlier: date) -> int:
    return (later - earlier).days


_CALLS: Mapping[str, Callable[..., Any]] = {
    "days_since": lambda on, as_of: _days_between(as_of, on),
    "days_until": _days_between,
    "days_between": _days_between,
    "year": lambda on: on.year,
    "month": lambda on: on.month,
    "abs": abs,
    "negative": operator.neg,
    "lower": lambda text: text.translate(SMALL),
    "contains": lambda text, part: part in text,
    "starts_with": lambda text, part: text.startswith(part),
}
