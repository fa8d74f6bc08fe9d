"""Numbers that carry their own check: identity cards, unified social credit codes, telephones.

`None` from a check means that the number can be right; otherwise a code says what is wrong.
"""

from __future__ import annotations

import re
from datetime import date

WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
LAST_SIGNS = "10X98765432"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
MOBILE = re.compile(r"1[3-9]\d{9}")
OTHER_PHONE = re.compile(r"\+?[0-9]{5,15}")


def plain_number(text: str) -> str:
    """Without blanks and hyphens, in capitals."""
    return re.sub(r"[\s\-()]", "", text).upper()


def wrong_id_number(text: str) -> str | None:
    """GB 11643: 17 digits with the day of birth, and a check sign MOD 11-2."""
    number = plain_number(text)
    if not re.fullmatch(r"\d{17}[0-9X]", number):
        return "id_form"
    if born_on(number) is None:
        return "id_birth"
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], WEIGHTS, strict=True))
    return None if LAST_SIGNS[total % 11] == number[17] else "id_check"


def born_on(id_number: str) -> date | None:
    """The day of birth that an identity number names."""
    try:
        return date.fromisoformat(plain_number(id_number)[6:14])
    except ValueError:
        return None


def wrong_credit_code(text: str) -> str | None:
    """GB 32100: 18 signs without I, O, S, V, Z, and a check sign MOD 31."""
    code = plain_number(text)
    if len(code) != 18 or any(sign not in CREDIT_SIGNS for sign in code):
        return "credit_form"
    total = sum(
        CREDIT_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17])
    )
    return None if CREDIT_SIGNS[-total % 31] == code[17] else "credit_check"


def wrong_phone(text: str) -> str | None:
    """A mobile of eleven digits, or any number of 5 to 15 digits."""
    number = plain_number(text)
    looks_mobile = len(number) == 11 and number.startswith("1")
    fits = MOBILE.fullmatch(number) if looks_mobile else OTHER_PHONE.fullmatch(number)
    return None if fits else "phone_form"


def wrong_email(text: str) -> str | None:
    return None if MAIL.fullmatch(text.strip()) else "email_form"
