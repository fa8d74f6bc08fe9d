"""The checked tree: what all three forms of a rule are made from. Frozen, typed, without places.

Every node has a `kind`; a numeric one is `whole` where its value is an int64 and floating else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from hengke.engine.rules.kinds import Kind

Value = int | float | Decimal | str | bool | date | None
Comparison = Literal["=", "<>", "<", "<=", ">", ">="]
Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True)
class Constant:
    """A value that stands in the rule; None is unknown. Money is in minor units, and only a number
    whose unit is not settled yet is a Decimal."""

    value: Value
    kind: Kind

    @property
    def whole(self) -> bool:
        return isinstance(self.value, int) and not isinstance(self.value, bool)


@dataclass(frozen=True)
class Column:
    """A feature of the catalogue, by its name now."""

    name: str
    kind: Kind

    @property
    def whole(self) -> bool:
        return self.kind in (Kind.MONEY, Kind.COUNT)


@dataclass(frozen=True)
class Arithmetic:
    """`left operator right`. A division is floating and unknown where its divisor is 0."""

    operator: Operator
    left: Node
    right: Node
    kind: Kind
    whole: bool


@dataclass(frozen=True)
class Call:
    """A function of `functions.FUNCTIONS`."""

    name: str
    arguments: tuple[Node, ...]
    kind: Kind

    @property
    def whole(self) -> bool:
        if self.name in ("abs", "coalesce", "negative"):
            return all(one.whole for one in self.arguments if not is_null(one))
        return self.kind == Kind.COUNT


@dataclass(frozen=True)
class Compare:
    """Unknown where a side is unknown."""

    operator: Comparison
    left: Node
    right: Node
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class OneOf:
    """`value in (…)`; with an unknown among the choices a value that is none of them is unknown."""

    value: Node
    choices: tuple[Constant, ...]
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class Between:
    """From `low` to `high`, both included."""

    value: Node
    low: Node
    high: Node
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class Is:
    """`is null`, `is true` or `is false`: known for everybody."""

    value: Node
    what: bool | None
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class Not:
    value: Node
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class Every:
    """All of them: false where one is false, else unknown where one is unknown."""

    parts: tuple[Node, ...]
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class Some:
    """At least one of them: true where one is true, else unknown where one is unknown."""

    parts: tuple[Node, ...]
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class Member:
    """Is the customer in the set `code` of `column` (`tags` or `segments`)? Unknown where the
    customer's sets are."""

    column: str
    code: str
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


@dataclass(frozen=True)
class Segment:
    """A segment by its name, with its own rule in its place."""

    name: str
    rule: Node
    kind: ClassVar[Kind] = Kind.FLAG
    whole: ClassVar[bool] = False


Node = (
    Constant | Column | Arithmetic | Call | Compare | OneOf | Between | Is | Not | Every | Some
    | Member | Segment
)  # fmt: skip


def is_null(node: Node) -> bool:
    return isinstance(node, Constant) and node.value is None


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Arithmetic() | Compare():
            return node.left, node.right
        case Call():
            return node.arguments
        case OneOf():
            return node.value, *node.choices
        case Between():
            return node.value, node.low, node.high
        case Is() | Not():
            return (node.value,)
        case Every() | Some():
            return node.parts
        case Segment():
            return (node.rule,)
        case _:
            return ()


def walked(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order in which it is written."""
    yield node
    for child in children(node):
        yield from walked(child)


def columns(node: Node) -> tuple[str, ...]:
    """The features that it reads, each once, in the order in which they stand there."""
    named = (
        one.name if isinstance(one, Column) else one.column
        for one in walked(node)
        if isinstance(one, Column | Member)
    )
    return tuple(dict.fromkeys(named))


def mapped(node: Node, change: Callable[[Node], Node]) -> Node:
    """The same node with `change` applied to each child."""
    match node:
        case Arithmetic() | Compare():
            return replace(node, left=change(node.left), right=change(node.right))
        case Call():
            return replace(node, arguments=tuple(map(change, node.arguments)))
        case Between():
            return Between(change(node.value), change(node.low), change(node.high))
        case OneOf() | Is() | Not():
            return replace(node, value=change(node.value))
        case Every() | Some():
            return replace(node, parts=tuple(map(change, node.parts)))
        case Segment():
            return replace(node, rule=change(node.rule))
        case _:
            return node
