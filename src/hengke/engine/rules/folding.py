"""What is the same for every customer becomes one constant, before anything is compiled for books.

So no engine is asked about an unknown that stands in the rule: Ibis would write `x = null` as
IS NULL, however the null came about.
"""

from __future__ import annotations

from dataclasses import replace

from hengke.engine.rules import singles
from hengke.engine.rules.kinds import Kind
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
    children,
    is_null,
)

UNKNOWN = Constant(None, Kind.FLAG)
OF_THE_DAY = ("days_since", "days_until")


def folded(node: Node) -> Node:
    """The same rule, with constants where no column matters."""
    made = _with_parts(node)
    if isinstance(made, Compare) and (is_null(made.left) or is_null(made.right)):
        return UNKNOWN
    if isinstance(made, OneOf) and (is_null(made.value) or all(map(is_null, made.choices))):
        return UNKNOWN
    if isinstance(made, Constant) or not _constant(made):
        return made
    return Constant(singles.function(made)({}), made.kind)


def _constant(node: Node) -> bool:
    if isinstance(node, Column | Member) or (isinstance(node, Call) and node.name in OF_THE_DAY):
        return False
    return all(isinstance(one, Constant) for one in children(node))


def _with_parts(node: Node) -> Node:
    match node:
        case Arithmetic() | Compare():
            return replace(node, left=folded(node.left), right=folded(node.right))
        case Call():
            return replace(node, arguments=tuple(map(folded, node.arguments)))
        case OneOf() | Is() | Not():
            return replace(node, value=folded(node.value))
        case Between(value=value, low=low, high=high):
            return Every((folded(Compare(">=", value, low)), folded(Compare("<=", value, high))))
        case Every() | Some():
            return replace(node, parts=tuple(map(folded, node.parts)))
        case Segment(rule=rule):
            return folded(rule)
        case _:
            return node
