"""From text to a checked tree: known names, right kinds, sensible units, no circles.

`check` is the door; everything that is wrong is a `RuleError` with its place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NoReturn

from sqlglot import expressions as exp

from hengke.engine.rules import calls, numbers
from hengke.engine.rules.catalogue import Catalogue
from hengke.engine.rules.comparing import compared, member_of
from hengke.engine.rules.doubts import doubts
from hengke.engine.rules.errors import RuleError, nearest
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.functions import FUNCTIONS
from hengke.engine.rules.kinds import NUMERIC, Kind
from hengke.engine.rules.reading import read
from hengke.engine.rules.references import MOST_NESTED, NOTHING, References, Ring
from hengke.engine.rules.source import Source
from hengke.engine.rules.tree import (
    Between,
    Column,
    Compare,
    Comparison,
    Constant,
    Every,
    Is,
    Member,
    Node,
    Not,
    Operator,
    Segment,
    Some,
    columns,
    is_null,
    walked,
)
from hengke.kernel.sentences import sentence

COMPARISONS: dict[type[exp.Expr], Comparison] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
OPERATORS: dict[type[exp.Expr], Operator] = {
    exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/",
}  # fmt: skip
DATE = exp.DataType.Type.DATE
DEEPEST = 60
LARGEST = 4_000
"""Nodes of a tree with all its segments."""


@dataclass(frozen=True)
class Rule:
    """A checked expression. `notes` are sentences on what is allowed and rarely meant."""

    text: str
    tree: Node
    kind: Kind
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def segments(self) -> tuple[str, ...]:
        """Segments that it names, also within others; frozen ones too."""
        named = (one.name for one in walked(self.tree) if isinstance(one, Segment))
        return tuple(dict.fromkeys((*named, *self._members("segments"))))

    @property
    def tags(self) -> tuple[str, ...]:
        return self._members("tags")

    def _members(self, column: str) -> tuple[str, ...]:
        found = (one for one in walked(self.tree) if isinstance(one, Member))
        return tuple(dict.fromkeys(one.code for one in found if one.column == column))


def check(
    text: str,
    *,
    catalogue: Catalogue = CATALOGUE,
    references: References = NOTHING,
    wanted: Kind | None = None,
    name: str = "",
) -> Rule:
    """The rule that the text says. `wanted`: the kind that it must be, `Kind.FLAG` for one that
    chooses customers. `name`: of the segment whose rule it is, so that it cannot name itself."""
    reader = Reader(Source(text), catalogue, references, (name,) if name else (), of_segment=name)
    tree = reader.whole()
    if tree.kind == Kind.NUMBER:
        tree = numbers.with_unit(tree, Kind.RATIO, reader.source, reader.everything)
    if wanted is not None and tree.kind not in (wanted, Kind.NULL):
        reader.source.refuse(
            "This gives {kind}; {wanted} is needed here.",
            next_step="Compare it with something, as: aum_month_avg >= 500000",
            kind=numbers.WORDS[tree.kind],
            wanted=numbers.WORDS[wanted],
        )
    notes = dict.fromkeys([*reader.notes, *doubts(tree, catalogue)])
    return Rule(text, tree, tree.kind, columns(tree), tuple(notes))


@dataclass
class Reader:
    """Reads one text; segments within it are read by readers of their own. `of_segment`: the name
    of the segment that the text is to be the rule of."""

    source: Source
    catalogue: Catalogue
    references: References
    path: tuple[str, ...]
    done: dict[str, Node] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    depth: int = 0
    of_segment: str = ""

    @property
    def everything(self) -> numbers.Place:
        return numbers.Place(0, len(self.source.text))

    def whole(self) -> Node:
        names = {*self.catalogue.features, *self.catalogue.former, *FUNCTIONS}
        tree = self.node(read(self.source, names=names))
        if _size(tree) > LARGEST:
            self.source.refuse(
                "With all its segments the rule is too large.",
                next_step="Freeze one of the segments, or write it more simply.",
            )
        return tree

    def node(self, e: exp.Expr) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.source.refuse(
                "Too many signs of calculation follow each other here.", self.source.place(e),
                next_step="Make it shorter.",
            )  # fmt: skip
        try:
            return self._node(e)
        finally:
            self.depth -= 1

    def _node(self, e: exp.Expr) -> Node:
        match e:
            case exp.Paren():
                return self.node(e.this)
            case exp.And() | exp.Or():
                return self._joined(e)
            case exp.Not():
                return self._not(e)
            case exp.Is():
                return self._is(e)
            case exp.In():
                return member_of(self, e)
            case exp.Between():
                return self._between(e)
            case exp.Neg():
                return self._negated(e)
            case exp.Column():
                return self._column(e)
            case exp.Anonymous():
                return calls.called(self, e)
            case exp.Literal() | exp.Null() | exp.Boolean() | exp.Cast():
                return self._constant(e)
        if isinstance(e, exp.Binary) and type(e) in COMPARISONS:
            return self._compare(e)
        if isinstance(e, exp.Binary) and type(e) in OPERATORS:
            left, right = self.node(e.left), self.node(e.right)
            place = self.source.place(e)
            return numbers.combined(OPERATORS[type(e)], left, right, self.source, place)
        return self.source.refuse(
            "This is not part of the language.", self.source.place(e),
            next_step="Use comparisons, and, or, not, in, between, is null, + - * / and functions.",
        )  # fmt: skip

    def flag(self, e: exp.Expr) -> Node:
        """What must be yes or no."""
        found = self.node(e)
        if found.kind not in (Kind.FLAG, Kind.NULL):
            self.source.refuse(
                "This gives {kind}; yes or no is needed here.", self.source.place(e),
                next_step="Compare it with something, as: aum_month_avg >= 500000",
                kind=numbers.WORDS[found.kind],
            )  # fmt: skip
        return found

    def segment(self, name: str, e: exp.Expr) -> Node:
        """A segment's rule in its place; read once, however often it is named."""
        if name in self.path:
            around = [*self.path[self.path.index(name) :], name]
            self._refuse_ring(Ring([("segment", one) for one in around]), e)
        text = self.references.segments[name]
        if text is None:
            return Member("segments", name)
        if len(self.path) >= MOST_NESTED:
            self.source.refuse(
                "Segments within segments are more than {most} deep.", self.source.place(e),
                next_step="Write out the rule of one of them.", most=MOST_NESTED,
            )  # fmt: skip
        if name not in self.done:
            self.done[name] = self._nested(name, text, e)
        return Segment(name, self.done[name])

    def _nested(self, name: str, text: str, e: exp.Expr) -> Node:
        inner = Reader(Source(text), self.catalogue, self.references, (*self.path, name), self.done)
        try:
            tree = inner.whole()
        except RuleError as error:
            if isinstance(error, Ring) and error.begins in self.path:
                self._refuse_ring(error, e)
            self.source.refuse(
                "The rule of segment '{name}' is wrong: {problem}",
                next_step="Correct that rule first.",
                name=name,
                problem=error.message,
            )
        if tree.kind not in (Kind.FLAG, Kind.NULL):
            self.source.refuse(
                "The rule of segment '{name}' does not say yes or no.",
                next_step="Correct that rule first.",
                name=name,
            )
        return tree

    def _refuse_ring(self, ring: Ring, e: exp.Expr) -> NoReturn:
        """Rules that are right by themselves: this text closes the ring, or one further up does."""
        if ring.begins != self.of_segment:
            raise ring
        self.source.refuse(
            "This would close a circle: {path}.", self.source.place(e),
            next_step="Leave this segment out here, or change the rule of one on the way.",
            path=ring.way,
        )  # fmt: skip

    def _joined(self, e: exp.And | exp.Or) -> Node:
        """A chain of one word is one node, however long: read from its right end."""
        found: exp.Expr = e
        parts: list[Node] = []
        while isinstance(found, exp.And | exp.Or) and type(found) is type(e):
            parts.append(self.flag(found.right))
            found = found.left
        parts.append(self.flag(found))
        parts.reverse()
        return Every(tuple(parts)) if isinstance(e, exp.And) else Some(tuple(parts))

    def _not(self, e: exp.Expr) -> Node:
        return Not(self.flag(e.this))

    def _is(self, e: exp.Expr) -> Node:
        what = e.expression
        if isinstance(what, exp.Null):
            return Is(self.node(e.this), None)
        if isinstance(what, exp.Boolean):
            return Is(self.flag(e.this), bool(what.this))
        return self.source.refuse(
            "After 'is' only null, not null, true or false can stand.", self.source.place(e),
            next_step="Write = to compare.",
        )  # fmt: skip

    def _negated(self, e: exp.Expr) -> Node:
        value = self.node(e.this)
        if value.kind not in NUMERIC | {Kind.NULL}:
            self.source.refuse(
                "Only a number can have a minus; this gives {kind}.", self.source.place(e),
                kind=numbers.WORDS[value.kind],
            )  # fmt: skip
        return numbers.negated(value)

    def _between(self, e: exp.Expr) -> Node:
        if e.args.get("symmetric"):
            self.source.refuse("Write between LOW and HIGH.", self.source.place(e))
        parts = [e.this, e.args["low"], e.args["high"]]
        return Between(*compared(self, e, parts, ordered=True))

    def _compare(self, e: exp.Binary) -> Node:
        operator = COMPARISONS[type(e)]
        left, right = compared(self, e, [e.left, e.right], ordered=operator not in ("=", "<>"))
        if is_null(left) or is_null(right):
            self.notes.append(
                sentence(
                    "A comparison with null is unknown for everybody; 'is null' asks whether "
                    "a value is unknown."
                )
            )
        return Compare(operator, left, right)

    def _constant(self, e: exp.Expr) -> Node:
        place = self.source.place(e)
        match e:
            case exp.Null():
                return Constant(None, Kind.NULL)
            case exp.Boolean():
                return Constant(bool(e.this), Kind.FLAG)
            case exp.Literal() if e.is_string:
                return Constant(str(e.this), Kind.TEXT)
            case exp.Literal():
                return numbers.literal(str(e.this), self.source, place)
        if isinstance(e, exp.Cast) and isinstance(e.this, exp.Literal) and e.to.this == DATE:
            return calls.dated(str(e.this.this), self.source, place)
        return self.source.refuse("Kinds cannot be changed here.", place)

    def _column(self, e: exp.Expr) -> Node:
        name, place = e.name.lower(), self.source.place(e)
        feature = self.catalogue.get(name)
        if feature is not None:
            return Column(feature.name, feature.kind)
        if name in self.catalogue.former:
            self.source.refuse(
                "'{name}' is called '{now}' now.", place,
                next_step="Write {now} in its place.", name=name, now=self.catalogue.former[name],
            )  # fmt: skip
        if name in FUNCTIONS:
            self.source.refuse(
                "'{name}' is a function.", place,
                next_step="Write it as: {form}", name=name, form=FUNCTIONS[name].form,
            )  # fmt: skip
        return self.source.refuse(
            "There is no feature '{name}'.", place,
            next_step=nearest(name, self.catalogue.features, self.catalogue.meanings), name=e.name,
        )  # fmt: skip


def _size(tree: Node) -> int:
    """Counted up to what is too large: shared segments can make a tree very wide."""
    count = 0
    for count, _ in enumerate(walked(tree), start=1):
        if count > LARGEST:
            break
    return count
