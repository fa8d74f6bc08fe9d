"""A rule as an Ibis expression over the table of features: a whole book at once.

Nulls are unknown, as in `singles.function`. Ibis writes `x == null` as IS NULL: `folding` leaves no
null in a comparison. It also leaves out the brackets in (NOT x) IS NULL, x IN (…) = y and the like,
which then mean something else or nothing: NOT and IN are written as comparisons here, IS NULL as a
CASE.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.portable import days_between
from hengke.engine.rules.folding import folded
from hengke.engine.rules.kinds import IBIS_TYPES, LARGEST, Kind
from hengke.engine.rules.tree import (
    Arithmetic,
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
    Some,
    is_null,
)

CAPITALS, SMALL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
_COMPARE: Mapping[str, Callable[[Any, Any], ir.BooleanValue]] = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


def expression(tree: Node, table: ir.Table) -> ir.Value:
    """The rule over a table that has its columns, and `as_of` where it counts days. Sets of codes
    (`tags`, `segments`) are arrays of text."""
    return _value(folded(tree), table, computed=False)


def _value(node: Node, table: ir.Table, *, computed: bool) -> Any:
    """`computed`: the value is calculated with, so that what is beyond reason is unknown."""
    match node:
        case Constant():
            return _constant(node)
        case Column():
            return _column(node, table, computed=computed)
        case Arithmetic():
            return _arithmetic(node, table)
        case Call():
            return _call(node, table, computed=computed)
        case Compare(operator=sign, left=left, right=right):
            return _compare(sign, left, right, table)
        case OneOf():
            return _one_of(node, table)
        case Is(value=value, what=what):
            return _is(_value(value, table, computed=False), what)
        case Not(value=value):
            return _not(_value(value, table, computed=False))
        case Every(parts=parts):
            return _halved(_all(parts, table), operator.and_)
        case Some(parts=parts):
            return _halved(_all(parts, table), operator.or_)
        case Member(column=column, code=code):
            return table[column].contains(code)
    raise TypeError(f"{type(node).__name__} is folded away")


def _constant(node: Constant) -> Any:
    """A floating number goes through its text: as a decimal it would be rounded on the way."""
    if node.value is None:
        return ibis.null(IBIS_TYPES[node.kind])
    if isinstance(node.value, float):
        return ibis.literal(repr(node.value)).cast("float64")
    return ibis.literal(node.value, type=IBIS_TYPES[node.kind])


def _column(node: Column, table: ir.Table, *, computed: bool) -> Any:
    value: Any = table[node.name]
    if node.kind == Kind.RATIO or (computed and node.whole):
        return _bounded(value)
    return value


def _bounded(value: Any) -> Any:
    """Unknown beyond reason: also what is no number."""
    reasonable = value.between(-LARGEST, LARGEST)
    return ibis.ifelse(reasonable, value, ibis.null(value.type()))


def _arithmetic(node: Arithmetic, table: ir.Table) -> Any:
    left = _number(node.left, table, whole=node.whole, computed=True)
    right = _number(node.right, table, whole=node.whole, computed=True)
    match node.operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return _bounded(left / right.nullif(0.0))


def _number(node: Node, table: ir.Table, *, whole: bool, computed: bool) -> Any:
    value = _value(node, table, computed=computed)
    return value.cast("float64") if node.whole and not whole else value


def _compare(sign: str, left: Node, right: Node, table: ir.Table) -> Any:
    whole = left.whole and right.whole
    one, other = (_number(side, table, whole=whole, computed=False) for side in (left, right))
    return _COMPARE[sign](one, other)


def _one_of(node: OneOf, table: ir.Table) -> Any:
    known = [one for one in node.choices if not is_null(one)]
    whole = node.value.whole and all(one.whole for one in known)
    value = _number(node.value, table, whole=whole, computed=False)
    choices = [_number(one, table, whole=whole, computed=False) for one in known]
    found = _halved([value == one for one in choices], operator.or_)
    return found if len(known) == len(node.choices) else found | ibis.null("boolean")


def _is(value: Any, what: bool | None) -> Any:
    if what is None:
        return ibis.ifelse(value.isnull(), True, False)
    return (value if what else _not(value)).fill_null(False)


def _not(value: Any) -> Any:
    return value == ibis.literal(False)


def _all(parts: Sequence[Node], table: ir.Table) -> list[Any]:
    return [_value(part, table, computed=False) for part in parts]


def _halved(values: Sequence[Any], join: Callable[[Any, Any], Any]) -> Any:
    """Joined two by two: a chain of a thousand would be a thousand brackets deep."""
    found = list(values)
    while len(found) > 1:
        pairs = [found[at : at + 2] for at in range(0, len(found), 2)]
        found = [reduce(join, pair) for pair in pairs]
    return found[0]


def _call(node: Call, table: ir.Table, *, computed: bool) -> Any:
    if node.name == "coalesce":
        values = [
            _number(one, table, whole=node.whole, computed=computed) for one in node.arguments
        ]
        return ibis.coalesce(*values)
    inside = computed or node.name in ("abs", "negative")
    arguments = [_value(one, table, computed=inside) for one in node.arguments]
    if node.name in ("days_since", "days_until"):
        arguments.append(table["as_of"])
    return _CALLS[node.name](*arguments)


_CALLS: Mapping[str, Callable[..., Any]] = {
    "days_since": lambda on, as_of: days_between(as_of, on),
    "days_until": days_between,
    "days_between": days_between,
    "year": lambda on: on.year().cast("int64"),
    "month": lambda on: on.month().cast("int64"),
    "abs": lambda number: number.abs(),
    "negative": lambda number: -number,
    "lower": lambda text: text.translate(CAPITALS, SMALL),
    "contains": lambda text, part: text.contains(part),
    "starts_with": lambda text, part: text.startswith(part),
}
