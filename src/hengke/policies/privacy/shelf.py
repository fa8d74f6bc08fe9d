"""Privacy policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields
from hengke.policies.privacy.scheme import (
    BASES,
    CATEGORIES,
    FILES,
    MARK,
    PrivacyPolicy,
    Purpose,
    Retention,
)

SHIPPED = Path(__file__).parent
STANDARD = "standard"
NUMBERS = (
    "request_working_days", "review_working_days", "longest_consent_months", "download_hours",
    "assessment_months", "guardian_below",
)  # fmt: skip
PURPOSE_KEYS = ("code", "zh", "en", "basis", "law", "separate", "sharing")
KEYS = ("source", "files", "numbers", "purposes", "retention")
STARTS = ("relation_end", "request")


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> PrivacyPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


@lru_cache(maxsize=16)
def parse(text: str, *, name: str, since: date) -> PrivacyPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, KEYS, name=name)
    numbers = fields.check_keys(fields.needed(table, "numbers", where=name), NUMBERS, where=name)
    purposes = [_purpose(one) for one in fields.tables(table, "purposes", where=name)]
    return PrivacyPolicy(
        version=f"{name}@{since}",
        source=fields.text(table, "source", where=name),
        files=fields.one_of(table, "files", FILES, MARK, where=name),
        purposes={one.code: one for one in purposes},
        retention={
            category: _retention(table.get("retention", {}), category) for category in CATEGORIES
        },
        **{key: _whole(numbers, key) for key in NUMBERS},
    )


def _whole(numbers: fields.Table, key: str) -> int:
    fields.needed(numbers, key, where="numbers")
    return fields.whole(numbers, key, 0, where="numbers", least=1)


def _purpose(raw: Any) -> Purpose:
    table = fields.check_keys(raw, PURPOSE_KEYS, where="purposes")
    texts = {key: fields.text(table, key, where="purposes") for key in ("code", "zh", "en", "law")}
    return Purpose(
        **texts,
        basis=fields.one_of(table, "basis", BASES, "", where="purposes"),
        separate=fields.yes_or_no(table, "separate", where="purposes"),
        sharing=fields.yes_or_no(table, "sharing", where="purposes"),
    )


def _retention(raw: Any, category: str) -> Retention:
    where = f"retention.{category}"
    table = fields.check_keys(
        fields.needed(raw, category, where="retention"), ("months", "from", "law"), where=where
    )
    fields.needed(table, "months", where=where)
    return Retention(
        fields.whole(table, "months", 0, where=where),
        fields.one_of(table, "from", STARTS, "", where=where),
        fields.text(table, "law", where=where),
    )
