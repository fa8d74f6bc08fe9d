"""What somebody typed to find a customer: number, phone tail, pinyin initials or name.

The kind of term decides the index that is walked; one term may be read in two ways (four digits
are a phone tail or the start of a number), never in more.
"""

from __future__ import annotations

import unicodedata

from django.db.models import Q

LAST = "\U0010ffff"
TAIL_DIGITS = 4


def starts(column: str, text: str) -> Q:
    """Begins with `text`, written as a range so that an index can be walked."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST})


def matching(text: str, *, anywhere: bool) -> Q:
    """The condition on customers. `anywhere`: also look inside names (small books only)."""
    term = _typed(text)
    if not term:
        return Q()
    if term.isascii() and not any(letter.isalpha() for letter in term):
        return _number(term)
    if term.isascii() and " " not in term:
        return _letters(term, anywhere)
    return _name(term, anywhere)


def _typed(text: str) -> str:
    """One form for every width of letter and kind of space; single letters apart are initials."""
    words = unicodedata.normalize("NFKC", text).split()
    initials = len(words) > 1 and all(len(word) == 1 and word.isascii() for word in words)
    return "".join(words) if initials else " ".join(words)


def _number(term: str) -> Q:
    number = starts("customer_id", term)
    return number | Q(phone_tail=term) if len(term) == TAIL_DIGITS else number


def _letters(term: str, anywhere: bool) -> Q:
    """wps: initials; C102: a number; Novak: a name in Latin letters."""
    found = starts("initials", term.lower()) | _either_case("customer_id", term)
    return found | (_name(term, anywhere) if anywhere else starts("name", term.capitalize()))


def _either_case(column: str, term: str) -> Q:
    return starts(column, term) | starts(column, term.upper())


def _name(term: str, anywhere: bool) -> Q:
    return Q(name__icontains=term) if anywhere else starts("name", term)
