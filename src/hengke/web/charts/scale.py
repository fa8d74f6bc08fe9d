"""From values to places on a 0..100 square, and axis steps that read well."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

Value = int | float | None


def path(values: Sequence[Value], low: float, high: float) -> str:
    """An SVG path over evenly spaced points; unknown values (None) leave a gap."""
    span, last = (high - low) or 1, max(len(values) - 1, 1)
    parts, pen_down = [], False
    for index, value in enumerate(values):
        if value is None:
            pen_down = False
            continue
        command = "L" if pen_down else "M"
        parts.append(f"{command}{100 * index / last:.2f} {100 - 100 * (value - low) / span:.2f}")
        pen_down = True
    return "".join(parts)


def area(values: Sequence[Value], low: float, high: float) -> str:
    """The same, closed down to the base line; empty when a value is unknown."""
    if not values or any(value is None for value in values):
        return ""
    return f"{path(values, low, high)}L100 100L0 100Z"


def bounds(values: Sequence[Value]) -> tuple[float, float] | None:
    """Lowest and highest known value."""
    known = [value for value in values if value is not None]
    return (min(known), max(known)) if known else None


def ticks(low: float, high: float, at_most: int = 5) -> list[float]:
    """Round steps (1, 2, 5 times a power of ten) that enclose the values."""
    low, high = (low - 1, high + 1) if low == high else (low, high)
    rough = Decimal(str((high - low) / (at_most - 1)))
    power = Decimal(10) ** rough.adjusted()
    step = next(power * size for size in (1, 2, 5, 10) if power * size >= rough)
    first = (Decimal(str(low)) / step).to_integral_value("ROUND_FLOOR") * step
    found = [first]
    while found[-1] < Decimal(str(high)):
        found.append(found[-1] + step)
    return [float(tick) for tick in found]
