"""Can an identifier be right? Asked while it is read, because afterwards it lies sealed.

What is wrong is a code (`kernel.numbers_of_people`), never the value. A number of a document is
judged as each kind of document, since its kind stands in another column: `card|credit|other`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from hengke.kernel import numbers_of_people as numbers

BETWEEN = "|"


@lru_cache
def _joined(codes: tuple[str | None, ...]) -> str | None:
    return BETWEEN.join(code or "" for code in codes) if any(codes) else None


def _document(text: str) -> str | None:
    return _joined(numbers.wrong_as_each(text))


CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "id_number": _document, "phone": numbers.wrong_phone, "email": numbers.wrong_email,
}  # fmt: skip
"""Kinds of identifier that have a form; names, addresses and cards have none that is checked."""


def flaws(kind: str, texts: Sequence[str | None]) -> list[str | None]:
    """What is wrong with each; None where it can be right or there is none."""
    wrong = CHECKS[kind]
    return [wrong(text) if text else None for text in texts]
