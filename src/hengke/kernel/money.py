"""Money: Decimal at the edges, int64 minor units inside."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal

MINOR_PER_MAJOR = 100


def to_minor(amount: Decimal | str | int) -> int:
    """Major units (yuan) to minor units (fen); half a fen goes to the even neighbour."""
    return int((Decimal(amount) * MINOR_PER_MAJOR).quantize(Decimal(1), ROUND_HALF_EVEN))


def to_major(minor: int) -> Decimal:
    """Minor units to major units with exactly two decimals."""
    return (Decimal(minor) / MINOR_PER_MAJOR).quantize(Decimal("0.01"))


def decimal_string(minor: int | None) -> str:
    """What machines read: plain decimal text, empty where unknown."""
    return "" if minor is None else format(to_major(minor), "f")
