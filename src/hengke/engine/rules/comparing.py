"""Values that are compared: of one kind, with the unit meant, and words that exist."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlglot import expressions as exp

from hengke.engine.rules import calls, numbers
from hengke.engine.rules.errors import nearest
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.tree import Column, Constant, Node, OneOf, is_null
from hengke.kernel.sentences import sentence

if TYPE_CHECKING:
    from hengke.engine.rules.checking import Reader

UNORDERED = (Kind.TEXT, Kind.FLAG)


def compared(
    reader: Reader, e: exp.Expr, parts: Sequence[exp.Expr], *, ordered: bool
) -> list[Node]:
    """The parts as values that can stand beside each other; refused where they cannot.

    `ordered`: by < or >, which texts and yes or no have not.
    """
    found = unified(reader, e, parts)
    kind = next((one.kind for one in found if not is_null(one)), Kind.NULL)
    if ordered and kind in UNORDERED:
        reader.source.refuse(
            "{kind} cannot be larger or smaller.", reader.source.place(e),
            next_step="Write = or <>, in (…) or contains(…).", kind=numbers.WORDS[kind],
        )  # fmt: skip
    _check_words(reader, parts, found)
    return found


def unified(reader: Reader, e: exp.Expr, parts: Sequence[exp.Expr]) -> list[Node]:
    """The parts in one unit: written numbers as yuan beside money, texts as dates beside dates."""
    found = [reader.node(part) for part in parts]
    kinds = {one.kind for one in found}
    if Kind.DATE in kinds:
        found = [_as_date(reader, *one) for one in zip(parts, found, strict=True)]
        kinds = {one.kind for one in found}
    if not numbers.alike(kinds):
        known = [one.kind for one in found if not is_null(one)]
        other = next(kind for kind in known if not numbers.alike({known[0], kind}))
        reader.source.refuse(
            "{left} cannot be compared with {right}.", reader.source.place(e),
            next_step="Compare values of one kind; the list of features names the kinds.",
            left=numbers.WORDS[known[0]], right=numbers.WORDS[other],
        )  # fmt: skip
    kind = numbers.mixture(kinds)
    return [
        numbers.with_unit(one, kind, reader.source, reader.source.place(part))
        for part, one in zip(parts, found, strict=True)
    ]


def member_of(reader: Reader, e: exp.In) -> Node:
    """`value in (…)`: the choices are constants."""
    listed = e.expressions
    if not listed:
        reader.source.refuse(
            "After 'in' a list in brackets is wanted.", reader.source.place(e),
            next_step="Write it as: kind in ('person', 'institution')",
        )  # fmt: skip
    value, *choices = compared(reader, e, [e.this, *listed], ordered=False)
    for part, choice in zip(listed, choices, strict=True):
        if not isinstance(choice, Constant):
            reader.source.refuse(
                "Only written values can stand in a list.", reader.source.place(part),
                next_step="Compare with = and join by or.",
            )  # fmt: skip
    if any(is_null(one) for one in choices):
        reader.notes.append(
            sentence("A list with null in it is never false; 'is null' asks for unknown values.")
        )
    return OneOf(value, tuple(one for one in choices if isinstance(one, Constant)))


def _as_date(reader: Reader, part: exp.Expr, node: Node) -> Node:
    if isinstance(node, Constant) and isinstance(node.value, str):
        return calls.dated(node.value, reader.source, reader.source.place(part))
    return node


def _check_words(reader: Reader, parts: Sequence[exp.Expr], found: Sequence[Node]) -> None:
    """A feature with known words is compared with one of them."""
    features = [reader.catalogue.get(one.name) for one in found if isinstance(one, Column)]
    words = [one.choices for one in features if one is not None and one.choices]
    if not words:
        return
    for part, one in zip(parts, found, strict=True):
        if isinstance(one, Constant) and isinstance(one.value, str) and one.value not in words[0]:
            reader.source.refuse(
                "'{word}' is none of the words that this feature can be.",
                reader.source.place(part),
                next_step=nearest(one.value, words[0]),
                word=one.value,
            )
