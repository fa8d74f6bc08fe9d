"""Answers of a survey as text with columns: read row by row, each mistake a row with its place.

Columns by name: respondent, feature, functional, dysfunctional; comma, semicolon or tab between.
An answer is 1 to 5 or its word. Nothing is guessed; a row with a mistake keeps all rows out.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from hengke.kernel import numbers_of_people

MOST_ROWS = 20_000
MOST_SIGNS = 1_000_000
RESPONDENT_LENGTH = 40
COLUMNS = {
    "respondent": ("respondent", "受访者"),
    "feature": ("feature", "功能"),
    "functional": ("functional", "具备时"),
    "dysfunctional": ("dysfunctional", "不具备时"),
}
WORDS = {
    1: ("1", "like", "喜欢"), 2: ("2", "must-be", "理应如此"), 3: ("3", "neutral", "无所谓"),
    4: ("4", "live with", "能忍受"), 5: ("5", "dislike", "不喜欢"),
}  # fmt: skip
ANSWERS = {word: number for number, words in WORDS.items() for word in words}


@dataclass(frozen=True)
class Row:
    """One answer; `number` is its line in the text, the names of columns being line 1."""

    number: int
    respondent: str
    feature: str
    functional: int
    dysfunctional: int


@dataclass(frozen=True)
class Mistake:
    number: int
    column: str
    value: str
    reason: str


@dataclass
class Read:
    rows: list[Row] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def decoded(content: bytes) -> str | None:
    """UTF-8 (with or without its mark) or GB18030; None where it is neither."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read(text: str, *, features: Iterable[str]) -> Read:
    """Every row, judged."""
    found = Read()
    if len(text) > MOST_SIGNS:
        found.mistakes.append(Mistake(0, "", "", _("longer than a million signs")))
        return found
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=_between(text))
    try:
        _rows(lines, set(features), found)
    except csv.Error as error:
        found.mistakes.append(Mistake(0, "", "", str(error)))
    return found


def _rows(lines: Iterable[list[str]], features: set[str], found: Read) -> None:
    rows = iter(lines)
    places = _places(next(rows, []), found)
    if found.mistakes:
        return
    seen: dict[tuple[str, str], int] = {}
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_ROWS + 1:
            found.mistakes.append(Mistake(number, "", "", _("more rows than 20,000")))
            return
        said = {name: _cell(cells, place) for name, place in places.items()}
        _judge(number, said, features, seen, found)
    if not found.rows and not found.mistakes:
        found.mistakes.append(Mistake(0, "", "", _("there is no row of answers")))


def _places(names: list[str], found: Read) -> dict[str, int]:
    plain = [_plain(name) for name in names]
    places = {}
    for column, known in COLUMNS.items():
        place = next((plain.index(name) for name in known if name in plain), None)
        if place is None:
            found.mistakes.append(Mistake(1, column, "", _("this column is missing")))
        else:
            places[column] = place
    return places


def _judge(
    number: int,
    said: Mapping[str, str],
    features: set[str],
    seen: dict[tuple[str, str], int],
    found: Read,
) -> None:
    problems = {
        "respondent": _of_respondent(said["respondent"]),
        "feature": "" if said["feature"] in features else _("no feature of this survey"),
        **{
            one: "" if _plain(said[one]) in ANSWERS else _("not one of 1 to 5")
            for one in ("functional", "dysfunctional")
        },
    }
    key = (said["respondent"], said["feature"])
    if not any(problems.values()) and key in seen:
        problems["respondent"] = _("answered in row %(row)d already") % {"row": seen[key]}
    wrong = [Mistake(number, one, said[one], why) for one, why in problems.items() if why]
    if wrong:
        found.mistakes.extend(wrong)
        return
    seen[key] = number
    answers = (ANSWERS[_plain(said[one])] for one in ("functional", "dysfunctional"))
    found.rows.append(Row(number, *key, *answers))


def _of_respondent(text: str) -> str:
    """A code of the survey: whatever leads to a person has no place here."""
    if not text:
        return _("empty")
    if len(text) > RESPONDENT_LENGTH:
        return _("longer than 40 signs")
    plain = numbers_of_people.plain_number(text)
    number = numbers_of_people.MOBILE.fullmatch(plain) or numbers_of_people.MAIL.fullmatch(text)
    if number or numbers_of_people.wrong_id_number(plain) is None:
        return _("leads to a person: use a code of the survey")
    return ""


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _between(text: str) -> str:
    """What stands between the names of columns."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    return next((sign for sign in "\t;" if sign in first), ",")
