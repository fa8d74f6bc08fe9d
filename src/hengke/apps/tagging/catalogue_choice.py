"""Which tags of the catalogue are shown: of one family, found by name, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from hengke.apps.tagging import words
from hengke.apps.tagging.models import Tag
from hengke.policies.tagging import FAMILIES

LONGEST = 60
ROWS = 40


@dataclass(frozen=True)
class Choice:
    """What the address asks for; a family that there is not is told and left out."""

    family: str = ""
    text: str = ""
    after: str = ""
    problem: str = ""

    def query(self, **changes: str) -> str:
        asked = {"family": self.family, "q": self.text, **changes}
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True)
class Page:
    """`next_cursor` is the code of the last tag of the page, None at the end."""

    rows: Sequence[Tag]
    next_cursor: str | None
    first: bool


def read(address: Mapping[str, str]) -> Choice:
    family = address.get("family", "")[:LONGEST]
    problem = ""
    if family and family not in FAMILIES:
        problem = _("There is no family of tags called “%(name)s”.") % {"name": family}
        family = ""
    text = " ".join(address.get("q", "")[:LONGEST].replace("\x00", "").split())
    return Choice(family, text, address.get("after", ""), problem)


def found(known: Sequence[Tag], choice: Choice) -> list[Tag]:
    """Of every family: the tags whose name, code or group holds every word, in both languages."""
    wanted = choice.text.casefold().split()
    return [one for one in known if all(word in _named(one) for word in wanted)]


def page(those: Sequence[Tag], choice: Choice) -> Page:
    """Of the family, after the tag that the address names."""
    rows = [one for one in those if choice.family in ("", one.family)]
    codes = [one.code for one in rows]
    start = codes.index(choice.after) + 1 if choice.after in codes else 0
    shown = rows[start : start + ROWS]
    more = start + ROWS < len(rows)
    return Page(shown, shown[-1].code if more else None, first=start == 0)


def kinds(those: Sequence[Tag], choice: Choice) -> list[tuple[Any, int, str, bool]]:
    """Title, number, address, and whether it is chosen: of all and of each family with tags."""
    counts = {code: sum(one.family == code for one in those) for code in FAMILIES}
    every = (_("All"), len(those), choice.query(family=""), not choice.family)
    return [every] + [
        (words.family(code), count, choice.query(family=code), code == choice.family)
        for code, count in counts.items()
        if count or code == choice.family
    ]


def _named(tag: Tag) -> str:
    return " ".join((tag.zh, tag.en, tag.code, tag.group_zh, tag.group_en)).casefold()
