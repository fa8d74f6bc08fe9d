"""Calls of functions: right number and kind of arguments, and names that exist."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlglot import expressions as exp

from hengke.engine.rules import numbers
from hengke.engine.rules.errors import SEGMENTS_LISTED, TAGS_LISTED, Place, nearest
from hengke.engine.rules.functions import FUNCTIONS, Function
from hengke.engine.rules.kinds import NUMERIC, Kind
from hengke.engine.rules.source import Source
from hengke.engine.rules.tree import Call, Column, Constant, Member, Node, is_null
from hengke.policies.families import FAMILIES

if TYPE_CHECKING:
    from hengke.engine.rules.checking import Reader

OF_FAMILY = {"has": "has_", "balance_of": "balance_"}
"""Functions that name a product class, and how their features are called."""


def called(reader: Reader, e: exp.Anonymous) -> Node:
    name, place = str(e.this).lower(), reader.source.place(e)
    function = FUNCTIONS.get(name)
    if function is None:
        reader.source.refuse(
            "There is no function '{name}'.", reader.source.name_of(e),
            next_step=nearest(name, FUNCTIONS), name=e.this,
        )  # fmt: skip
    if name == "coalesce":
        return _first_known(reader, e, function)
    if len(e.expressions) != len(function.takes):
        reader.source.refuse(
            "{name} takes {wanted} values, not {given}.", place,
            next_step="Write it as: {form}", name=name, wanted=len(function.takes),
            given=len(e.expressions), form=function.form,
        )  # fmt: skip
    if function.names:
        return _named(reader, e, function)
    arguments = [
        _argument(reader, part, kind, function)
        for part, kind in zip(e.expressions, function.takes, strict=True)
    ]
    if any(is_null(one) for one in arguments):
        return Constant(None, Kind.NULL)
    if name == "abs":
        arguments = [numbers.with_unit(arguments[0], Kind.RATIO, reader.source, place)]
        return Call(name, tuple(arguments), arguments[0].kind)
    return Call(name, tuple(arguments), function.gives)


def dated(text: str, source: Source, place: Place) -> Constant:
    try:
        return Constant(date.fromisoformat(text) if len(text) == 10 else _never(text), Kind.DATE)
    except ValueError:
        source.refuse(
            "'{text}' is no date.", place, next_step="Write it as: date '2026-10-23'", text=text
        )


def _never(text: str) -> date:
    raise ValueError(text)


def _argument(reader: Reader, part: exp.Expr, kind: Kind, function: Function) -> Node:
    found, place = reader.node(part), reader.source.place(part)
    if kind == Kind.DATE and isinstance(found, Constant) and isinstance(found.value, str):
        return dated(found.value, reader.source, place)
    fits = found.kind in NUMERIC if kind == Kind.NUMBER else found.kind == kind
    if not fits and not is_null(found):
        reader.source.refuse(
            "{name} takes {wanted}; this gives {kind}.", place,
            next_step="Write it as: {form}", name=function.name, wanted=numbers.WORDS[kind],
            kind=numbers.WORDS[found.kind], form=function.form,
        )  # fmt: skip
    return found


def _first_known(reader: Reader, e: exp.Anonymous, function: Function) -> Node:
    from hengke.engine.rules.comparing import unified  # it calls functions itself

    if not e.expressions:
        reader.source.refuse(
            "coalesce takes at least one value.", reader.source.place(e),
            next_step="Write it as: {form}", form=function.form,
        )  # fmt: skip
    found = [one for one in unified(reader, e, e.expressions) if not is_null(one)]
    if not found:
        return Constant(None, Kind.NULL)
    return Call("coalesce", tuple(found), numbers.mixture({one.kind for one in found}))


def _named(reader: Reader, e: exp.Anonymous, function: Function) -> Node:
    """has, balance_of, tag, segment: the argument is a name that is written out."""
    (part,) = e.expressions
    place = reader.source.place(part)
    if not (isinstance(part, exp.Literal) and part.is_string):
        reader.source.refuse(
            "{name} takes a name in quotes.", place,
            next_step="Write it as: {form}", name=function.name, form=function.form,
        )  # fmt: skip
    name = str(part.this)
    if function.name in OF_FAMILY:
        return _of_family(reader, name, place, OF_FAMILY[function.name])
    references = reader.references
    if function.name == "tag":
        if name not in references.tags:
            reader.source.refuse(
                "There is no tag '{name}'.", place,
                next_step=nearest(name, references.tags, listed=TAGS_LISTED), name=name,
            )  # fmt: skip
        return Member("tags", name)
    if name not in references.segments and name not in reader.path:
        reader.source.refuse(
            "There is no segment '{name}'.", place,
            next_step=nearest(name, references.segments, listed=SEGMENTS_LISTED), name=name,
        )  # fmt: skip
    return reader.segment(name, e)


def _of_family(reader: Reader, family: str, place: Place, prefix: str) -> Column:
    feature = reader.catalogue.get(f"{prefix}{family}")
    if feature is None:
        known = [one for one in FAMILIES if reader.catalogue.get(f"{prefix}{one}")]
        reader.source.refuse(
            "There is no product class '{family}'.", place,
            next_step=nearest(family, known), family=family,
        )  # fmt: skip
    return Column(feature.name, feature.kind)
