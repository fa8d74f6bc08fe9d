"""Numbers and their units: what may be compared, added, divided, and what comes of it.

A number that stands in a rule has no unit: beside money it is yuan and becomes minor units.
Numbers of rules are folded as exact decimals; only what meets a ratio or a division is floating.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NoReturn

from hengke.engine.rules.errors import Place
from hengke.engine.rules.kinds import LARGEST, NUMERIC, PLAIN_NUMBERS, Kind
from hengke.engine.rules.source import Source
from hengke.engine.rules.tree import Arithmetic, Call, Column, Constant, Node, Operator, is_null
from hengke.kernel.money import MINOR_PER_MAJOR
from hengke.kernel.sentences import sentence

WORDS = {
    Kind.MONEY: sentence("money"), Kind.RATIO: sentence("a ratio"), Kind.COUNT: sentence("a count"),
    Kind.DATE: sentence("a date"), Kind.TEXT: sentence("a text"), Kind.FLAG: sentence("yes or no"),
    Kind.NUMBER: sentence("a number"), Kind.NULL: sentence("unknown"),
}  # fmt: skip
MOST_WHOLE = 9 * 10**18
"""Whole numbers that may become larger are computed as floating ones."""
MOST_FLOATING = 1e300
DIVISIONS = 4
"""Within each other; each is written twice where it is compiled for books."""
LONGEST_SPAN = 4_000_000.0
"""Days between any two dates; also above any year and month."""


def literal(text: str, source: Source, place: Place) -> Constant:
    """A number as it is written, exactly."""
    value = Decimal(text) if len(text) <= 40 else Decimal("Infinity")
    return Constant(_checked(value, source, place), Kind.NUMBER)


def with_unit(node: Node, kind: Kind, source: Source, place: Place) -> Node:
    """A written number as it is meant beside a value of this kind; other nodes as they are."""
    if not isinstance(node, Constant) or node.kind != Kind.NUMBER:
        return node
    value = _decimal(node)
    if kind == Kind.MONEY:
        return Constant(_minor(value, source, place), Kind.MONEY)
    if value == value.to_integral_value():
        return Constant(int(value), Kind.COUNT)
    return Constant(float(value), Kind.RATIO)


def negated(node: Node) -> Node:
    if isinstance(node, Constant) and node.kind == Kind.NUMBER:
        return Constant(-_decimal(node), Kind.NUMBER)
    return node if is_null(node) else Call("negative", (node,), node.kind)


def combined(operator: Operator, left: Node, right: Node, source: Source, place: Place) -> Node:
    """`left operator right` with its kind; refused where the units make no sense."""
    if is_null(left) or is_null(right):
        return Constant(None, Kind.NULL)
    if left.kind == right.kind == Kind.NUMBER:
        return _folded(operator, _decimal(left), _decimal(right), source, place)
    if operator == "-" and left.kind == right.kind == Kind.DATE:
        return Call("days_between", (left, right), Kind.COUNT)
    if not {left.kind, right.kind} <= NUMERIC:
        _refuse_mixture(operator, left, right, source, place)
    kind = _KINDS.get((operator, _unit(left), _unit(right)))
    if kind is None:
        _refuse_mixture(operator, left, right, source, place)
    left, right = _meant(operator, left, right, source, place)
    return _sized(operator, left, right, kind, source, place)


def alike(kinds: set[Kind]) -> bool:
    """May values of these kinds stand beside each other in a comparison?"""
    known = kinds - {Kind.NULL}
    return len(known) <= 1 or known <= PLAIN_NUMBERS or known <= {Kind.MONEY, Kind.NUMBER}


def mixture(kinds: set[Kind]) -> Kind:
    """Of alike kinds, the one of a value that may be any of them."""
    known = kinds - {Kind.NULL}
    if len(known) == 1:
        return next(iter(known))
    return Kind.MONEY if Kind.MONEY in known else Kind.RATIO if known else Kind.NULL


_M, _N = "money", "number"
_KINDS = {
    ("+", _M, _M): Kind.MONEY, ("-", _M, _M): Kind.MONEY,
    ("+", _N, _N): Kind.RATIO, ("-", _N, _N): Kind.RATIO,
    ("*", _M, _N): Kind.MONEY, ("*", _N, _M): Kind.MONEY, ("*", _N, _N): Kind.RATIO,
    ("/", _M, _N): Kind.MONEY, ("/", _M, _M): Kind.RATIO, ("/", _N, _N): Kind.RATIO,
    ("+", _M, "written"): Kind.MONEY, ("+", "written", _M): Kind.MONEY,
    ("-", _M, "written"): Kind.MONEY, ("-", "written", _M): Kind.MONEY,
    ("*", _M, "written"): Kind.MONEY, ("*", "written", _M): Kind.MONEY,
    ("/", _M, "written"): Kind.MONEY, ("/", "written", _M): Kind.RATIO,
    **{(o, _N, "written"): Kind.RATIO for o in "+-*/"},
    **{(o, "written", _N): Kind.RATIO for o in "+-*/"},
}  # fmt: skip
"""What comes of a pair of units; a pair that is not here makes no sense (money times money)."""


def _unit(node: Node) -> str:
    if node.kind == Kind.NUMBER:
        return "written"
    return _M if node.kind == Kind.MONEY else _N


def _meant(
    operator: str, left: Node, right: Node, source: Source, place: Place
) -> tuple[Node, Node]:
    """Written numbers with their unit: yuan where money is added to or divided by money."""
    beside = operator in "+-" and Kind.MONEY in (left.kind, right.kind)
    above = operator == "/" and right.kind == Kind.MONEY
    kind = Kind.MONEY if beside or above else Kind.RATIO
    return tuple(with_unit(one, kind, source, place) for one in (left, right))  # type: ignore[return-value]


def _sized(
    operator: Operator, left: Node, right: Node, kind: Kind, source: Source, place: Place
) -> Arithmetic:
    whole = operator != "/" and left.whole and right.whole
    if kind == Kind.RATIO and whole:
        kind = Kind.COUNT
    made = Arithmetic(operator, left, right, kind, whole)
    largest = _bound(made)
    if largest > MOST_FLOATING:
        source.refuse(
            "This computes with numbers that are too large.", place,
            next_step="Leave out some of the factors.",
        )  # fmt: skip
    if divisions(made) > DIVISIONS:
        source.refuse(
            "More than {most} divisions stand within each other.", place,
            next_step="Multiply the divisors instead.", most=DIVISIONS,
        )  # fmt: skip
    if whole and largest > MOST_WHOLE:
        kind = kind if kind == Kind.MONEY else Kind.RATIO
        return Arithmetic(operator, left, right, kind, False)
    return made


def _bound(node: Node) -> float:
    """The largest that the absolute value can be."""
    match node:
        case Constant(value=value):
            return abs(float(value or 0))  # type: ignore[arg-type]
        case Arithmetic(operator="/"):
            return float(LARGEST)
        case Arithmetic(operator="*", left=left, right=right):
            return _bound(left) * _bound(right)
        case Arithmetic(left=left, right=right):
            return _bound(left) + _bound(right)
        case Call(name="abs" | "negative" | "coalesce", arguments=arguments):
            return max(_bound(one) for one in arguments)
        case Column():
            return float(LARGEST)
        case _:
            return LONGEST_SPAN


def divisions(node: Node) -> int:
    """The most divisions on a way from the node downwards."""
    match node:
        case Arithmetic(operator=operator, left=left, right=right):
            return max(divisions(left), divisions(right)) + (operator == "/")
        case Call(arguments=arguments):
            return max(divisions(one) for one in arguments)
        case _:
            return 0


def _folded(
    operator: Operator, left: Decimal, right: Decimal, source: Source, place: Place
) -> Constant:
    if operator == "/" and right == 0:
        return Constant(None, Kind.NULL)
    value = {
        "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
        "/": lambda: left / right,
    }[operator]()  # fmt: skip
    return Constant(_checked(value, source, place), Kind.NUMBER)


def _decimal(node: Node) -> Decimal:
    assert isinstance(node, Constant)  # noqa: S101 - a written number is a constant
    return Decimal(node.value)  # type: ignore[arg-type]


def _checked(value: Decimal, source: Source, place: Place) -> Decimal:
    if abs(value) * MINOR_PER_MAJOR > LARGEST:
        source.refuse(
            "This number is too large.", place,
            next_step="The largest is {largest:,}.", largest=LARGEST // MINOR_PER_MAJOR,
        )  # fmt: skip
    return value


def _minor(value: Decimal, source: Source, place: Place) -> int:
    scaled = value * MINOR_PER_MAJOR
    if scaled != scaled.to_integral_value():
        source.refuse(
            "Money has at most two decimals.", place, next_step="Write the amount in yuan."
        )
    return int(scaled)


def _refuse_mixture(
    operator: str, left: Node, right: Node, source: Source, place: Place
) -> NoReturn:
    source.refuse(
        "{left} {operator} {right} makes no sense.", place,
        next_step="Compare, add and divide what has one unit.",
        left=WORDS[left.kind], operator=operator, right=WORDS[right.kind],
    )  # fmt: skip
