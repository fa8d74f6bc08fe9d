"""What a reader of each role opens, in order: kind of page and its address.

A kind names the page and how much the reader sees (book, branch, bank), since that is what its
time depends on. `NEXT` stands for the next page of the list that was opened before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

NEXT = "next"
SEES = {"rm": "book", "branch_head": "branch", "business": "bank", "auditor": "bank",
        "data": "house"}  # fmt: skip
LISTS = {
    "list": {},
    "list, at risk by probability": {"risk": "1", "sort": "fall"},
    "list, one tier by gap": {"tier": "gold", "sort": "gap"},
    "list, at risk by average": {"risk": "1", "sort": "average"},
    "list, maturing in 7 days": {"maturing": "7"},
    "list, lowest tier": {"tier": "mass"},
    "list, a cell of the migration": {"tier": "gold", "was": "platinum"},
    "list, institutions": {"kind": "institution", "sort": "aum", "dir": "asc"},
    "list, by name": {"sort": "name"},
    "list, falling": {"falls": "1", "sort": "fall"},
    "list, quiet for 30 days": {"risk": "1", "quiet": "30", "sort": "fall"},
}
RADARS = {
    "radar": {},
    "radar by assets": {"sort": "aum"},
    "radar of one tier": {"tier": "gold"},
    "radar, on watch": {"show": "watch", "sort": "gap"},
}
NOBODY = {"name": "龘靐", "number": "99999999999", "tail": "0000", "initials": "qqxqq"}


def of(reader: dict[str, Any], turn: int) -> Iterator[tuple[str, str]]:
    """One round of a reader; every round looks at other customers."""
    role = reader["role"]
    yield _kind("home", role), "/"
    if role == "data":
        yield _kind("runs", role), "/imports/runs/"
        return
    yield from _lists(reader)
    yield from _searches(reader, turn)
    number = _nth(reader["customers"], turn)
    if number:
        yield _kind("customer (360)", role), f"/customers/{quote(number)}/"
    if role == "auditor":
        yield _kind("audit log", role), "/audit/"
        return
    yield from _tiers(role)


def _lists(reader: dict[str, Any]) -> Iterator[tuple[str, str]]:
    role = reader["role"]
    for kind, asked in LISTS.items():
        yield _kind(kind, role), f"/customers/?{urlencode(asked)}"
        if kind == "list":
            yield _kind("list, next page", role), NEXT
            if reader["deep"]:
                yield _kind("list, half way down", role), f"/customers/?after={reader['deep']}"


def _searches(reader: dict[str, Any], turn: int) -> Iterator[tuple[str, str]]:
    """What is typed by hand: a name, the start of a number, last digits, initials; then nobody."""
    typed = {
        "name": _nth(reader["names"], turn),
        "surname": (_nth(reader["names"], turn) or "")[:1],
        "number": _nth(reader["customers"], turn),
        "tail": _nth(reader["tails"], turn),
        "initials": _nth(reader["initials"], turn),
    }
    for what, text in typed.items():
        if text:
            yield _kind(f"search by {what}", reader["role"]), f"/search/?{urlencode({'q': text})}"
    for what, text in NOBODY.items():
        kind = _kind(f"search by {what}, nobody", reader["role"])
        yield kind, f"/search/?{urlencode({'q': text})}"


def _tiers(role: str) -> Iterator[tuple[str, str]]:
    for kind, asked in RADARS.items():
        yield _kind(kind, role), f"/tiers/radar/?{urlencode(asked)}"
    yield _kind("migration", role), "/tiers/migration/"
    for kind, asked in (
        ("migration, fallen", {"way": "down"}),
        ("migration, one cell", {"way": "cell", "before": "platinum", "after": "gold"}),
        ("migration, a rare cell", {"way": "cell", "before": "private", "after": "mass"}),
    ):
        yield _kind(kind, role), f"/tiers/migration/customers/?{urlencode(asked)}"


def _kind(page: str, role: str) -> str:
    return f"{page} · {SEES[role]}"


def _nth(texts: list[str], turn: int) -> str:
    return texts[turn % len(texts)] if texts else ""
