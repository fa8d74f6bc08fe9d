"""Numbers that carry their own check: identity cards, unified social credit codes, telephones.

`None` from a check means that the number can be right; otherwise a code says what is wrong. It is
the one definition of a valid identifier: the record form refuses by it, an import counts by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from operator import mul

WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
ZEROS = ord("0") * sum(WEIGHTS)
LAST_SIGNS = "10X98765432"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_VALUES = bytes(max(CREDIT_SIGNS.find(chr(sign)), 0) for sign in range(256))
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
BETWEEN = re.compile(r"[\s\-()]")
CARD_FORM = re.compile(r"[0-9]{17}[0-9X]")
CREDIT_FORM = re.compile(f"[{CREDIT_SIGNS}]{{18}}")
OTHER_FORM = re.compile(r"(?=.*[0-9])[^\W_](?:[^\W_]|[/.]){4,29}")
MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
MOBILE = re.compile(r"1[3-9]\d{9}")
OTHER_PHONE = re.compile(r"\+?[0-9]{5,15}")
MANY_DAYS = 1 << 16

ID_CARD, CREDIT_CODE, OTHER = "id_card", "credit_code", "other"
DOCUMENTS = (ID_CARD, CREDIT_CODE, OTHER)
CALLED: Mapping[str, tuple[str, ...]] = {
    ID_CARD: ("id_card", "居民身份证", "身份证"),
    CREDIT_CODE: ("credit_code", "统一社会信用代码"),
}
"""What banks call a document of the kind; every other word, and none, is another document."""


def plain_number(text: str) -> str:
    """Without blanks and hyphens, in capitals."""
    return (text if text.isalnum() else BETWEEN.sub("", text)).upper()


def wrong_id_number(text: str) -> str | None:
    """GB 11643: 17 digits with the day of birth, and a check sign MOD 11-2."""
    return _wrong_card(plain_number(text))


def _wrong_card(number: str) -> str | None:
    if not CARD_FORM.fullmatch(number):
        return "id_form"
    if _day(number[6:14]) is None:
        return "id_birth"
    total = sum(map(mul, number.encode(), WEIGHTS)) - ZEROS
    return None if LAST_SIGNS[total % 11] == number[17] else "id_check"


def born_on(id_number: str) -> date | None:
    """The day of birth that an identity number names."""
    return _day(plain_number(id_number)[6:14])


@lru_cache(MANY_DAYS)
def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def wrong_credit_code(text: str) -> str | None:
    """GB 32100: 18 signs without I, O, S, V, Z, and a check sign MOD 31."""
    return _wrong_credit(plain_number(text))


def _wrong_credit(code: str) -> str | None:
    if not CREDIT_FORM.fullmatch(code):
        return "credit_form"
    total = sum(map(mul, code.encode().translate(CREDIT_VALUES), CREDIT_WEIGHTS))
    return None if CREDIT_SIGNS[-total % 31] == code[17] else "credit_check"


def _wrong_other(number: str) -> str | None:
    return None if OTHER_FORM.fullmatch(number) else "document_form"


WRONG: Mapping[str, Callable[[str], str | None]] = {
    ID_CARD: _wrong_card, CREDIT_CODE: _wrong_credit, OTHER: _wrong_other,
}  # fmt: skip


def kind_of_document(called: str) -> str:
    """The kind of document that a word stands for, as `id_card` or 居民身份证 for a card."""
    word = called.strip().lower()
    return next((kind for kind, words in CALLED.items() if word in words), OTHER)


def wrong_document(text: str, called: str) -> str | None:
    """By its kind: cards and credit codes by form and check sign; of any other document 5 to 30
    letters and digits with one digit at least."""
    return WRONG[kind_of_document(called)](plain_number(text))


def wrong_as_each(text: str) -> tuple[str | None, ...]:
    """What is wrong with a number as each of DOCUMENTS: for who does not know its kind yet."""
    number = plain_number(text)
    card = _wrong_card(number)
    other = _wrong_other(number) if card == "id_form" else None
    return card, _wrong_credit(number), other


def wrong_phone(text: str) -> str | None:
    """A mobile of eleven digits, or any number of 5 to 15 digits."""
    number = plain_number(text)
    looks_mobile = len(number) == 11 and number.startswith("1")
    fits = MOBILE.fullmatch(number) if looks_mobile else OTHER_PHONE.fullmatch(number)
    return None if fits else "phone_form"


def wrong_email(text: str) -> str | None:
    return None if MAIL.fullmatch(text.strip()) else "email_form"
