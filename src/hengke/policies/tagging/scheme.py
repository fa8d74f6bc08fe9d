"""What a tag and a library of tags are. Rules stay texts here; the engine reads and checks them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from hengke.kernel.errors import PolicyError

FAMILIES = ("attribute", "behaviour", "value", "need", "risk")
CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")
"""A code stands in rules, addresses and between spaces in lists of codes."""


@dataclass(frozen=True)
class Tag:
    """One tag as its file defines it.

    `rule` is the expression that must hold, None for a tag that people give by hand. `group` is the
    name of the file and what `exclusive` speaks of: of an exclusive group a customer has at most
    one. `since` and `through` are business dates, both included; `version` names tag, first day and
    the bytes of its definition. `own`: the bank's file, not one that ships. `place` names the file.
    `need`: the class of needs that a customer has for whom the rule holds; empty for other tags.
    """

    code: str
    family: str
    zh: str
    en: str
    rule: str | None
    owner: str
    since: date
    through: date | None
    group: str
    group_zh: str
    group_en: str
    exclusive: bool
    version: str
    source: str
    own: bool = False
    place: str = ""
    need: str = ""

    def __post_init__(self) -> None:
        if self.need and (self.family != "need" or self.by_hand):
            raise PolicyError(
                "tag '{code}' concludes a need, so it must be of the family need and have a rule",
                code=self.code,
            )
        if not CODE.fullmatch(self.code):
            raise PolicyError(
                "'{code}' cannot be the code of a tag",
                next_step="Write 2 to 40 small letters, digits and _; a letter first.",
                code=self.code,
            )
        if self.through is not None and self.through < self.since:
            raise PolicyError(
                "tag '{code}' ends on {through}, before its first day {since}",
                code=self.code,
                through=self.through,
                since=self.since,
            )

    @property
    def by_hand(self) -> bool:
        return self.rule is None


@dataclass(frozen=True)
class Library:
    """The tags in force on a day, in the order of families, groups and files; codes are unique."""

    tags: tuple[Tag, ...]

    def __post_init__(self) -> None:
        known: dict[str, Tag] = {}
        for tag in self.tags:
            other = known.setdefault(tag.code, tag)
            if other is not tag:
                raise PolicyError(
                    "{place}: the code '{code}' is taken by {other}",
                    next_step="Give one of the two another code.",
                    place=tag.place,
                    code=tag.code,
                    other=other.place,
                )

    @property
    def ruled(self) -> tuple[Tag, ...]:
        return tuple(tag for tag in self.tags if not tag.by_hand)

    @property
    def by_hand(self) -> tuple[Tag, ...]:
        return tuple(tag for tag in self.tags if tag.by_hand)

    @property
    def versions(self) -> list[str]:
        return [tag.version for tag in self.tags]

    def get(self, code: str) -> Tag | None:
        return next((tag for tag in self.tags if tag.code == code), None)

    def with_tags(self, added: Iterable[Tag]) -> Library:
        """The same library with further tags; what has the group of one of them is replaced."""
        found = tuple(added)
        groups = {tag.group for tag in found}
        kept = tuple(tag for tag in self.tags if tag.group not in groups)
        return Library(ordered((*kept, *found)))


def ordered(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """By family and group; within a group as its file has them."""
    return tuple(sorted(tags, key=lambda tag: (FAMILIES.index(tag.family), tag.group)))
