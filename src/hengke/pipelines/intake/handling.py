"""What is done with each column of a source while it is read, before anything touches the disk.

Columns that feed identifiers of the contract are sealed. Of those that the mapping does not name,
what seems to be authentication data (C3) is dropped, and all others are sealed: nobody can tell
what stands in the next row of a remark. `[sources.classes]` of a mapping says it explicitly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hengke.engine.schemas import CONTRACT, Column
from hengke.pipelines.intake import looks
from hengke.pipelines.intake.mapping import ColumnRule, Source, Target
from hengke.pipelines.intake.mapping import Mapping as Described
from hengke.pipelines.intake.target_columns import columns_named

C3, IDENTIFIER, PLAIN = "C3", "identifier", "plain"
CLASSES = (C3, IDENTIFIER, PLAIN)


@dataclass(frozen=True)
class Handling:
    """Columns by what is done with them.

    `kinds` are those taken into the contract as they are, with the kinds of identifier they are:
    they get their fingerprints here. `sealed` are all others that are known to hold identifiers.
    """

    kinds: Mapping[str, tuple[str, ...]]
    sealed: frozenset[str]
    named: frozenset[str]
    classes: Mapping[str, str]
    null_values: tuple[str, ...]
    of_rows: bool = True  # false: the file holds no rows of the bank, and is read as it is

    @property
    def told(self) -> str:
        """Part of the name under which a file is staged."""
        parts = (sorted(self.kinds.items()), sorted(self.sealed), sorted(self.classes.items()))
        return repr((*parts, self.null_values))


NOTHING = Handling({}, frozenset(), frozenset(), {}, (), of_rows=False)
"""Of a control file."""


@dataclass(frozen=True)
class Treatment:
    """The same for one file, once its columns and first rows are known."""

    kinds: Mapping[str, tuple[str, ...]]
    sealed: tuple[str, ...]  # all of them
    dropped: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()  # those of the sealed ones that only look like identifiers
    unread: tuple[str, ...] = ()  # those that look like nothing: sealed because no rule names them
    null_values: tuple[str, ...] = ()

    @property
    def changes_nothing(self) -> bool:
        """The file may be read where it lies: what no rule names is not looked at then."""
        return not self.dropped and set(self.sealed) == set(self.unread)


def handling_of(source: Source, mapping: Described) -> Handling:
    """By what the mapping says; the file itself is looked at later."""
    kinds: dict[str, tuple[str, ...]] = {}
    sealed = {column for column, kind in source.classes.items() if kind == IDENTIFIER}
    for target in source.targets:
        for column, rule in _identifying(target):
            if is_plain(rule):
                kinds[rule.column] = (*kinds.get(rule.column, ()), column.identifier)
            else:
                sealed.update(_columns(rule))
    sealed |= set(_looked_up(source.name, mapping))
    named = {column for target in source.targets for column in columns_named(target)}
    for target in source.targets:
        if target.as_contract:
            named |= {column.name for column in CONTRACT[target.table].delivered}
    return Handling(
        kinds={column: tuple(dict.fromkeys(found)) for column, found in kinds.items()},
        sealed=frozenset(sealed),
        named=frozenset(named | set(_needed_by_others(source, mapping))),
        classes=dict(source.classes),
        null_values=source.null_values,
    )


def treatment_of(
    handling: Handling, columns: Sequence[str], sample: Mapping[str, Sequence[str]]
) -> Treatment:
    """`sample` has some values of every column, without empty ones."""
    known = [c for c in columns if c in handling.kinds or c in handling.sealed]
    unknown = [c for c in columns if c not in known and c not in handling.named]
    guessed = [c for c in unknown if c not in handling.classes]
    dropped = [c for c in unknown if handling.classes.get(c) == C3]
    dropped += [c for c in guessed if looks.secret(c, sample.get(c, ()))]
    kept = [c for c in guessed if c not in dropped]
    hidden = [c for c in kept if looks.identifier(c, sample.get(c, ()))]
    unread = [c for c in kept if c not in hidden and handling.of_rows]
    return Treatment(
        kinds={column: kinds for column, kinds in handling.kinds.items() if column in columns},
        sealed=(*known, *hidden, *unread),
        dropped=tuple(dropped),
        hidden=tuple(hidden),
        unread=tuple(unread),
        null_values=handling.null_values,
    )


def is_plain(rule: ColumnRule) -> bool:
    """The column is taken as it is."""
    return bool(rule.column) and replace(rule, column="") == ColumnRule()


def _identifying(target: Target) -> Iterator[tuple[Column, ColumnRule]]:
    """Rules that make an identifier; a file in the contract's own shape brings each by its name."""
    for column in CONTRACT[target.table].identifiers:
        rule = target.columns.get(column.name)
        if rule is None and target.as_contract:
            rule = ColumnRule(column=column.name)
        if rule is not None:
            yield column, rule


def _columns(rule: ColumnRule) -> list[str]:
    """Of a rule with a lookup the value comes from elsewhere; its own column is a key."""
    if rule.lookup:
        return []
    named = [rule.column, *rule.first_of, *re.findall(r"\{([^{}]+)\}", rule.text)]
    return [column for column in named if column and not column.startswith("file.")]


def _looked_up(source: str, mapping: Described) -> Iterator[str]:
    """Columns of this source in which other sources find identifiers."""
    for other in mapping.sources:
        for target in other.targets:
            for _, rule in _identifying(target):
                lookup = rule.lookup
                if lookup and (lookup.origin, lookup.name) == ("source", source):
                    yield lookup.value


def _needed_by_others(source: Source, mapping: Described) -> Iterator[str]:
    for other in mapping.sources:
        for target in other.targets:
            for rule in target.columns.values():
                lookup = rule.lookup
                if lookup and (lookup.origin, lookup.name) == ("source", source.name):
                    yield from (lookup.key, lookup.value, *lookup.only)
    if source.control and source.control.sum_of:
        yield source.control.sum_of
