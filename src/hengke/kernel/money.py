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


def band(minor: int) -> tuple[int, int]:
    """Between which powers of ten an amount lies, in whole major units and without its sign:
    386,000.00 -> (100000, 1000000); less than one is (0, 1)."""
    whole = abs(int(to_major(minor)))
    if whole == 0:
        return 0, 1
    low: int = 10 ** (len(str(whole)) - 1)
    return low, low * 10
