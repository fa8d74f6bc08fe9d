"""How identifiers are shown: enough to recognise, too little to misuse.

Formats follow practice of Chinese banks: surname kept, mobile 3+4, identity number 1+1, account
6+4, province and city of an address. Unknown (None or empty) stays None, so that a page can say so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

COMPOUND_SURNAMES = (
    "欧阳", "上官", "司马", "司徒", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容",
    "令狐", "宇文", "长孙", "夏侯", "端木", "南宫", "独孤", "轩辕", "闻人", "澹台",
)  # fmt: skip
CITY = re.compile(r"^(?:.{2,8}?(?:省|自治区))?.{2,10}?(?:市|自治州|地区|盟)|^.{2,4}市")
STAR, SHORT = "*", 4
CLOSED = "***"
"""What is shown where nothing of a value may be, or where it does not open."""


def name(value: str | None) -> str | None:
    """张三 -> 张*, 欧阳修文 -> 欧阳**, Jana Nováková -> J*** N***."""
    if not value:
        return None
    if value.isascii() or " " in value:
        return " ".join(f"{word[0]}***" for word in value.split())
    kept = 2 if len(value) > 2 and value.startswith(COMPOUND_SURNAMES) else 1
    return value[:kept] + STAR * max(1, len(value) - kept)


def phone(value: str | None) -> str | None:
    """13812341234 -> 138****1234; a short number keeps its last two digits."""
    return _ends(value, first=3, last=4)


def id_number(value: str | None) -> str | None:
    """One character at each end; everything between is hidden."""
    return _ends(value, first=1, last=1)


def account(value: str | None) -> str | None:
    """Bank cards and long accounts 6+4; shorter ones keep their last four."""
    if value and len(value) < 14:
        return _ends(value, first=0, last=4)
    return _ends(value, first=6, last=4)


def email(value: str | None) -> str | None:
    """zhang@example.com -> z***@example.com."""
    if not value:
        return None
    local, at, domain = value.partition("@")
    return f"{local[:1]}***{at}{domain}"


def address(value: str | None) -> str | None:
    """Province and city stay; an address without a recognised city keeps its first two letters."""
    if not value:
        return None
    found = CITY.match(value)
    kept = found.group(0) if found else value[:2] if len(value) > SHORT else ""
    return f"{kept}{CLOSED}"


def word(value: str | None) -> str | None:
    """司马移位 -> 司***, Zhang -> Z***: what may be a name, in a place that is for no name."""
    if not value:
        return None
    return f"{value[0]}{CLOSED}" if len(value) > 1 else CLOSED


def note(value: str | None) -> str | None:
    """Nothing of what people wrote is shown."""
    return CLOSED if value else None


KINDS: Mapping[str, Callable[[str | None], str | None]] = {
    "name": name, "id_number": id_number, "phone": phone, "email": email, "address": address,
    "card": account, "note": note,
}  # fmt: skip
"""Every kind of identifier and how it is shown."""


def masked(kind: str, value: str | None) -> str | None:
    return KINDS[kind](value)


def _ends(value: str | None, *, first: int, last: int) -> str | None:
    if not value:
        return None
    if len(value) <= first + last:
        first, last = 0, min(2, len(value) - 1)
    hidden = len(value) - first - last
    return value[:first] + STAR * hidden + value[len(value) - last :]
