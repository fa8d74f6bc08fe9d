"""Sentences from below the pages: English for everybody, in the reader's language at the edge.

`sentence("{file} is empty.", file=name)` is the English text, and remembers its template and its
parts. Whoever shows it to a person asks `in_language`; whoever hands it on as JSON (the worker, the
file of a job, the report of an import) sends `record(...)` along, and `recalled` makes it whole.
Templates are translated in `kernel/locale`; `tools/check_messages.py` collects them (ADR 0009).
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

CATALOGUE = Path(__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES" / "sentences.mo"
PLACE = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
"""`{name}` or `{name:,}`; any other brace is a brace."""

Part = str | int | float
Made = dict[str, Any]


class Sentence(str):
    """English text; `template` and `parts` say how it was made. A part may be a sentence too."""

    __slots__ = ("parts", "template")
    template: str
    parts: Mapping[str, Part]

    def __new__(cls, text: str, template: str, parts: Mapping[str, Part]) -> Sentence:
        made = super().__new__(cls, text)
        made.template, made.parts = template, parts
        return made

    def __getnewargs__(self) -> tuple[str, str, Mapping[str, Part]]:  # type: ignore[override]
        """A copy, and what crosses to another process, stays a sentence."""
        return str(self), self.template, self.parts


def sentence(template: str, /, **parts: object) -> Sentence:
    """The template with its parts filled in; of the parts, those that it names are kept."""
    if isinstance(template, Sentence):
        return template
    template = str(template)
    named = {match[1] for match in PLACE.finditer(template)}
    kept = {name: _part(value) for name, value in parts.items() if name in named}
    return Sentence(_filled(template, kept), template, kept)


def together(sentences: Iterable[str]) -> str:
    """Several of them as one, with the semicolon of the language."""
    first, *others = sentences
    for other in others:
        first = sentence("{first}; {other}", first=first, other=other)
    return first


def in_language(text: str, language: str) -> str:
    """The sentence for a reader of "zh", "zh-hans" ...; English for everybody else."""
    if not text or not language.startswith("zh"):
        return str(text)
    if not isinstance(text, Sentence):
        return _chinese().gettext(text)
    parts = {
        name: in_language(part, language) if isinstance(part, Sentence) else part
        for name, part in text.parts.items()
    }
    return _filled(_chinese().gettext(text.template), parts)


def record(*texts: str) -> dict[str, Made]:
    """How the sentences with parts among these were made, by their English text; as JSON."""
    return {str(text): _made(text) for text in texts if isinstance(text, Sentence) and text.parts}


def recalled(text: str, made: Mapping[str, Made]) -> str:
    """The sentence as it was before it crossed as JSON; plain text where nothing was recorded."""
    known = made.get(text)
    return sentence(known["template"], **_parts(known)) if known else text


def _part(value: object) -> Part:
    return value if isinstance(value, (str, int, float)) else str(value)


def _filled(template: str, parts: Mapping[str, Part]) -> str:
    def part(match: re.Match[str]) -> str:
        name, form = match.groups()
        return format(parts[name], form or "") if name in parts else match[0]

    return PLACE.sub(part, template)


def _made(text: Sentence) -> Made:
    parts = {
        name: _made(part) if isinstance(part, Sentence) else part
        for name, part in text.parts.items()
    }
    return {"template": text.template, "parts": parts}


def _parts(made: Made) -> dict[str, Part]:
    return {
        name: sentence(part["template"], **_parts(part)) if isinstance(part, dict) else part
        for name, part in made["parts"].items()
    }


@cache
def _chinese() -> gettext.NullTranslations:
    with CATALOGUE.open("rb") as file:
        return gettext.GNUTranslations(file)
