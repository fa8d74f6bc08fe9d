"""JSON as text, written by expressions that both engines share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

import ibis
import ibis.expr.types as ir

NULL = "null"


def json_list(numbers: Sequence[ir.IntegerValue]) -> ir.StringValue:
    """A list; null stands for unknown."""
    return _joined("[", [number.cast("string").coalesce(NULL) for number in numbers], "]")


def json_object(values: Mapping[str, ir.Value]) -> ir.StringValue:
    """An object of texts, dates and whole numbers; null stands for unknown."""
    return _joined("{", [_member(name, value) for name, value in values.items()], "}")


def member(key: ir.StringValue, numbers: Sequence[ir.IntegerValue]) -> ir.StringValue:
    """One member of an object: a key of the bank's words, and a list of numbers."""
    return _written(key) + ": " + json_list(numbers)


def gathered(members: ir.StringColumn) -> ir.StringScalar:
    """The members of a group as one object, in the order of their text."""
    return ibis.literal("{") + members.collect().sort().join(", ") + "}"


def _member(name: str, value: ir.Value) -> ir.StringValue:
    return ibis.literal(f'"{name}": ') + _written(value)


def _written(value: ir.Value) -> ir.StringValue:
    text = value.cast("string")
    if value.type().is_integer():
        return text.coalesce(NULL)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (ibis.literal('"') + escaped + '"').coalesce(NULL)


def _joined(begin: str, words: Sequence[ir.StringValue], end: str) -> ir.StringValue:
    inside = reduce(lambda text, word: text + ", " + word, words)
    return ibis.literal(begin) + inside + end
