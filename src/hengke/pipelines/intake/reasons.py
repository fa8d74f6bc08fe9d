"""Why a row is refused: SQL texts that say it in English and in Chinese, from one template.

Rows are judged by the million inside the database, so a reason is not a value of Python but an
expression. Its parts are SQL texts too, or a reason of their own where they differ by language.
The Chinese comes from the catalogue of sentences.
"""

from __future__ import annotations

from dataclasses import dataclass

from hengke.kernel.sentences import PLACE, in_language, sentence
from hengke.pipelines.intake.sql_text import literal


@dataclass(frozen=True)
class Reason:
    """One reason as two SQL texts."""

    en: str
    zh: str

    @property
    def columns(self) -> str:
        """For a SELECT list: the columns `reason` and `reason_zh`."""
        return f"{self.en} AS reason, {self.zh} AS reason_zh"


def reason(template: str, **parts: str | Reason) -> Reason:
    """The template with the value of each part's SQL text in its place."""
    chinese = in_language(sentence(template), "zh")
    english = {name: one.en if isinstance(one, Reason) else one for name, one in parts.items()}
    theirs = {name: one.zh if isinstance(one, Reason) else one for name, one in parts.items()}
    return Reason(_joined(template, english), _joined(chinese, theirs))


def literally(text: str) -> str:
    """A part that is the same for every row."""
    return literal(text)


def either(*choices: tuple[str, Reason], otherwise: Reason) -> Reason:
    """The reason of the first condition (SQL) that holds."""
    whens = {
        language: " ".join(f"WHEN {test} THEN {getattr(one, language)}" for test, one in choices)
        for language in ("en", "zh")
    }
    return Reason(
        f"(CASE {whens['en']} ELSE {otherwise.en} END)",
        f"(CASE {whens['zh']} ELSE {otherwise.zh} END)",
    )


def _joined(template: str, parts: dict[str, str]) -> str:
    """`{name}` is replaced by the part; all else is text."""
    pieces, end = [], 0
    for place in PLACE.finditer(template):
        if place[1] in parts:
            pieces += [literal(template[end : place.start()]), f"({parts[place[1]]})"]
            end = place.end()
    pieces.append(literal(template[end:]))
    return f"({' || '.join(piece for piece in pieces if piece != literal(''))})"
