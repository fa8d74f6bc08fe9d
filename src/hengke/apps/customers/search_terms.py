"""What somebody typed to find a customer, and the index along which each reading of it is walked.

Identifiers are sealed, so they are found by blind indexes: a name whole, by surname, by surname and
first syllable, or by initials; a telephone and an identity number whole or by their last four
signs; an e-mail whole. A customer number is found by its beginning. In a book of which the reader
sees the names, they are opened, and any part of one is enough.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet

from hengke.apps.customers import merged
from hengke.apps.customers.models import Customer
from hengke.pipelines.protection import identifiers
from hengke.web import amounts
from hengke.web.sealed import fingerprints

NAMED = "customer_id__in"
LAST = "\U0010ffff"
FEW = 2_000
"""Up to so many, whoever answers is gathered along the index of the term and then put in order;
more of them lie so close that a list in its own order meets them soon."""
OF_NAMES = identifiers.KEYS["name"]
OPENED = 2_000
"""A book of at most so many customers has its names opened to be looked into."""


def looked_for(rows: QuerySet[Customer], text: str, *, anywhere: bool) -> Q:
    """The condition on `rows`, or on what names their `customer_id`.

    Where few answer, or nobody, the condition names them: no list is walked to its end for them.
    One query per reading of the term, each along one index. A reading that thousands answer to
    counts only where no other names somebody: four digits are then those of a telephone.
    """
    named = _named_so(rows, text) if anywhere else None
    numbers: list[str] = named or []
    common, asked = Q(), Q()
    for condition in readings(text):
        asked |= condition
    numbers += merged.survivors_where(asked) if asked else []
    for condition in readings(text, names=named is None):
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
    """Who answers to the term, by assets, those with unknown assets last; by number for a reader
    who does not see amounts whole."""
    condition = looked_for(rows, text, anywhere=anywhere)
    found = rows.filter(condition)
    if not amounts.are_whole():
        return list(found.order_by("pk")[:most])
    if names_them(condition):
        return list(found.order_by(F("aum_minor").desc(nulls_last=True), "pk")[:most])
    return list(found.filter(aum_minor__isnull=False).order_by("-aum_minor", "pk")[:most])


def readings(text: str, *, names: bool = True) -> Iterator[Q]:
    """What the term may be, each a condition on one column with an index of its own; without
    `names` where those were looked into already."""
    term = _typed(text)
    if term and term.isascii() and " " not in term and "@" not in term:
        for form in dict.fromkeys((term, term.upper())):
            yield _starts("customer_id", form)
    for column, fingerprint in fingerprints().terms(term):
        if names or column not in OF_NAMES:
            yield Q(**{column: fingerprint})


def _starts(column: str, text: str) -> Q:
    """Begins with `text`, written as a range so that an index can be walked."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": text + LAST})


def _named_so(rows: QuerySet[Customer], text: str) -> list[str] | None:
    """Whose name has the term in it, or whose initials begin with it; None: a large book, or a term
    that is no name."""
    wanted = identifiers.plain_name(text)
    if not any(letter.isalpha() for letter in wanted):
        return None
    book = list(rows.order_by().values_list("customer_id", "name")[: OPENED + 1])
    if len(book) > OPENED:
        return None
    return [number for number, name in book if name and _answers(name, wanted)]


def _answers(name: Any, wanted: str) -> bool:
    whole, *_, letters, _stem = identifiers.name_parts(name.readable())
    spelled = wanted.replace(" ", "")
    return wanted in (whole or "") or (letters or "").startswith(spelled)


def _typed(text: str) -> str:
    """One form for every width of letter and kind of space."""
    return " ".join(unicodedata.normalize("NFKC", text.replace("\x00", "")).split())
