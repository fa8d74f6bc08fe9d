"""What a column is by its looks: authentication data (C3), an identifier of a person, or neither.

Asked of columns that a mapping does not name: banks deliver more than is wanted. Headers are read
in Chinese and English; values count where at least half of a sample have the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

SAMPLE = 1_000
SECRET_WORDS = (
    "密码", "口令", "验证码", "动态码", "校验码", "磁道", "磁条", "指纹", "人脸", "虹膜", "声纹",
    "密保", "卡有效期", "安全码", "password", "passwd", "passcode", "pwd", "pincode", "pinblock",
    "cvv", "cvn", "cvc", "trackdata", "track1", "track2", "biometric", "fingerprint", "faceid",
    "voiceprint", "onetime", "securityanswer", "smscode", "authcode", "verifycode",
)  # fmt: skip
SECRET_ALONE = re.compile(r"(^|[^a-z])(pin|otp|iris|salt)([^a-z]|$)")
SECRET_VALUE = re.compile(r";?\d{13,19}=\d{7,}\??|%?B\d{13,19}\^.*|\$(2[aby]|argon2\w*|6)\$.+")
NAMES_OF_THINGS = ("产品", "机构", "prod", "org")
CARD_WORDS = ("卡号", "银行卡号", "cardno", "cardnumber", "bankcard", "pan")
PHONE = re.compile(r"(\+?0?0?86)?[ -]?1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
ID_NUMBER = re.compile(r"\d{6}(18|19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]")
EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
CARD = re.compile(r"(62|4|5)\d{14,17}")
IN_A_NAME = re.compile(
    r"(?<!\d)(1[3-9]\d{9}|\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx])"
    r"(?!\d)|[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
"""A telephone, an identity number, an e-mail address within the name of a file."""
LUHN = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def secret(header: str, values: Sequence[str] = ()) -> bool:
    """Passwords, PINs, card codes and tracks, biometrics, one-time codes."""
    word = _plain(header)
    if any(one in word for one in SECRET_WORDS) or SECRET_ALONE.search(header.lower()):
        return True
    return _mostly(values, lambda value: bool(SECRET_VALUE.fullmatch(value)))


def identifier(header: str, values: Sequence[str] = ()) -> str:
    """The kind of identifier the column seems to hold; "" for none."""
    word = _plain(header)
    for kind, words in _header_words().items():
        if word in words:
            return kind
    for kind in ("id_number", "card", "phone", "email"):
        if _mostly(values, lambda value, kind=kind: kind_of(value) == kind):  # type: ignore[misc]
            return kind
    return ""


def kind_of(value: str) -> str:
    """What a single value looks like; "" where it looks like nothing."""
    if ID_NUMBER.fullmatch(value):
        return "id_number"
    if is_card(value):
        return "card"
    if PHONE.fullmatch(value):
        return "phone"
    return "email" if EMAIL.fullmatch(value) else ""


def without_numbers(name: str) -> str:
    """The name of a file as reports may have it: numbers of people in it are hidden."""
    return IN_A_NAME.sub("***", name)


def is_card(value: str) -> bool:
    """16 to 19 digits as bank cards begin, with a right check digit (Luhn)."""
    return bool(CARD.fullmatch(value)) and luhn(value)


def luhn(digits: str) -> bool:
    numbers = [int(digit) for digit in reversed(digits)]
    return (sum(numbers[0::2]) + sum(LUHN[one] for one in numbers[1::2])) % 10 == 0


def _plain(header: str) -> str:
    return re.sub(r"[\s_\-./（）()\[\]【】]", "", header).lower()


@cache
def _header_words() -> dict[str, list[str]]:
    from hengke.pipelines.intake.proposing.words import words_for  # it imports the mapping's parts

    kinds = {kind: words_for("customers", kind) for kind in ("id_number", "phone", "email")}
    names = [
        word
        for word in words_for("customers", "name")
        if not any(thing in word for thing in NAMES_OF_THINGS)
    ]
    return {**kinds, "address": words_for("customers", "address"), "card": [*CARD_WORDS],
            "name": names}  # fmt: skip


def _mostly(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(values) and 2 * sum(map(test, values)) >= len(values)
