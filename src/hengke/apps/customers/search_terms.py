"""What somebody typed to find a customer: number, phone tail, pinyin initials or name.

The kind of term decides the index that is walked; one term may be read in two ways (four digits
are a phone tail or the start of a number), never in more.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from django.db.models import F, Q, QuerySet

from hengke.apps.customers.models import Customer

NAMED = "customer_id__in"
LAST = "\U0010ffff"
TAIL_DIGITS = 4
FEW = 2_000
"""Up to so many, whoever answers is gathered along the index of the term and then put in order;
more of them lie so close that a list in its own order meets them soon."""


def starts(column: str, text: str) -> Q:
    """Begins with `text`, written as a range so that an index can be walked."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST})


def matching(text: str, *, anywhere: bool) -> Q:
    """The condition on customers. `anywhere`: also look inside names (small books only)."""
    found = Q()
    for condition in _readings(text, anywhere):
        found |= condition
    return found


def looked_for(rows: QuerySet[Customer], text: str, *, anywhere: bool) -> Q:
    """The same for use in a list, of `rows` or of what names their `customer_id`.

    Where few answer, or nobody, the condition names them: no list is walked to its end for them.
    One query per reading of the term, each along one index. A reading that thousands answer to
    counts only where no other names somebody: four digits are then those of a telephone.
    """
    numbers: list[str] = []
    common = Q()
    for condition in _readings(text, anywhere):
        keys = rows.filter(condition).order_by().values_list("customer_id", flat=True)
        found = list(keys[: FEW + 1])
        if len(found) > FEW:
            common |= condition
        else:
            numbers += found
    return common if common and not numbers else Q(**{NAMED: sorted(set(numbers))})


def names_them(condition: Q) -> bool:
    """Does it ask for the numbers alone? Then it holds of any row with a `customer_id`."""
    return [child[0] for child in condition.children if isinstance(child, tuple)] == [NAMED]


def largest(rows: QuerySet[Customer], text: str, *, anywhere: bool, most: int) -> list[Customer]:
    """Who answers to the term, by assets, those with unknown assets last."""
    condition = looked_for(rows, text, anywhere=anywhere)
    found = rows.filter(condition)
    if names_them(condition):
        return list(found.order_by(F("aum_minor").desc(nulls_last=True), "pk")[:most])
    return list(found.filter(aum_minor__isnull=False).order_by("-aum_minor", "pk")[:most])


def _readings(text: str, anywhere: bool) -> Sequence[Q]:
    """What the term may be, each a condition on one column."""
    term = _typed(text)
    if not term:
        return ()
    if term.isascii() and not any(letter.isalpha() for letter in term):
        return _number(term)
    if term.isascii() and " " not in term:
        return _letters(term, anywhere)
    return (_name(term, anywhere),)


def _typed(text: str) -> str:
    """One form for every width of letter and kind of space; single letters apart are initials."""
    words = unicodedata.normalize("NFKC", text).split()
    initials = len(words) > 1 and all(len(word) == 1 and word.isascii() for word in words)
    return "".join(words) if initials else " ".join(words)


def _number(term: str) -> Sequence[Q]:
    number = starts("customer_id", term)
    return (number, Q(phone_tail=term)) if len(term) == TAIL_DIGITS else (number,)


def _letters(term: str, anywhere: bool) -> Sequence[Q]:
    """wps: initials; C102: a number; Novak: a name in Latin letters."""
    numbers = [starts("customer_id", form) for form in dict.fromkeys((term, term.upper()))]
    name = _name(term, anywhere) if anywhere else starts("name", term.capitalize())
    return (starts("initials", term.lower()), *numbers, name)


def _name(term: str, anywhere: bool) -> Q:
    return Q(name__icontains=term) if anywhere else starts("name", term)
