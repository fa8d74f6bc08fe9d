"""Amounts as people type them into an address or a field: 500000, 500,000, 50万, 1.2亿 or 500k."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from hengke.kernel.money import to_major, to_minor

UNITS = {"万": 10_000, "亿": 100_000_000, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
AMOUNT = re.compile(r"^\s*([0-9][0-9,]*(?:\.[0-9]+)?)\s*([万亿kKmMbB])?\s*元?\s*$")
LARGEST_MINOR = 2**62


def amount(text: str) -> int | None:
    """Minor units; None when the text is no amount or more than any bank holds."""
    found = AMOUNT.match(text)
    if not found:
        return None
    try:
        major = Decimal(found[1].replace(",", "")) * UNITS.get((found[2] or "").lower(), 1)
    except InvalidOperation:
        return None
    return to_minor(major) if major * 100 < LARGEST_MINOR else None


def written(minor: int | None) -> str:
    """Plain digits, without zeros that say nothing; empty for no amount."""
    if minor is None:
        return ""
    text = format(to_major(minor), "f")
    return text.rstrip("0").rstrip(".")
