"""What is wrong with an expression, and where."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hengke.engine.rules.likeness import alike
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import sentence

SHOWN = 72
"""How much of the line is shown around the place."""
MOST_NAMED = 12
LISTED = sentence("The list of features has every name.")
TAGS_LISTED = sentence("The list of tags has every code.")
SEGMENTS_LISTED = sentence("The list of segments has every name.")
LISTS = (LISTED, TAGS_LISTED, SEGMENTS_LISTED)
"""Whoever shows one tells where that list is."""


@dataclass(frozen=True)
class Place:
    """From which sign of the expression to which (the first behind it)."""

    start: int
    end: int


class RuleError(Refused):
    """The expression is none of the language, or says something that makes no sense.

    `message` says what in plain words, `next_step` the way out (often the nearest name); `text`
    and `place` are the expression and where in it; `marked` shows them with a line of carets.
    """

    def __init__(
        self,
        message: str,
        *,
        next_step: str = "",
        source: str = "",
        place: Place | None = None,
        **parts: object,
    ) -> None:
        self.text, self.place = source, place or Place(0, len(source))
        self.problem = sentence(message, **parts)
        self.marked = marked(source, self.place)
        told = sentence("{problem}\n{marked}", problem=self.problem, marked=self.marked)
        super().__init__(
            told if self.marked else self.problem, next_step=sentence(next_step, **parts)
        )


def marked(text: str, place: Place) -> str:
    """The line of the place, and carets below it; Chinese signs are two wide."""
    before, line = text[: place.start], text.splitlines()[text.count("\n", 0, place.start) :][:1]
    if not line:
        return ""
    start = place.start - (before.rfind("\n") + 1)
    end = max(min(start + place.end - place.start, len(line[0])), start + 1)
    cut = max(0, start - SHOWN // 2)
    shown = line[0][cut : cut + SHOWN]
    lead = "…" if cut else ""
    trail = "…" if cut + SHOWN < len(line[0]) else ""
    blank = _width(lead + line[0][cut:start])
    carets = max(1, _width(line[0][start : min(end, cut + SHOWN)]))
    return f"  {lead}{shown}{trail}\n  {' ' * blank}{'^' * carets}"


def nearest(
    word: str,
    known: Collection[str],
    meanings: Mapping[str, Sequence[str]] | None = None,
    *,
    listed: str = LISTED,
) -> str:
    """The way out of a name that does not exist: those it may have meant (see `alike`), or what
    there is; `listed`, one of LISTS, where that is too much to say."""
    near = alike(word, known, meanings)
    if len(near) == 1:
        return sentence("Did you mean '{word}'?", word=near[0])
    if near:
        return sentence("Did you mean one of these: {words}?", words=", ".join(near))
    if not known:
        return ""
    if len(known) > MOST_NAMED:
        return listed
    return sentence("Known: {known}.", known=", ".join(sorted(known)))


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
