"""Rows of CRITERIA_FIGURES: a figure with its parts, or the reason why it is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from hengke.engine.criteria.columns import OK, OPEN, UNKNOWN, WARN

Row = dict[str, Any]
DIGITS = 9


def known(
    figure: str,
    *,
    subject: str = "",
    rank: int | None = None,
    part: int | None = None,
    whole: int | None = None,
    value: float | None = None,
    low: Fraction | float | None = None,
    high: Fraction | float | None = None,
    state: str = "",
    days: Mapping[str, date] | None = None,
) -> Row:
    """The value is part / whole where it is not given; a warning where it leaves its bounds."""
    if value is None and part is not None and whole:
        value = part / whole
    return {
        "figure": figure, "subject": subject, "rank": rank, "part": part, "whole": whole,
        "value": None if value is None else round(value, DIGITS),
        "low": None if low is None else round(float(low), DIGITS),
        "high": None if high is None else round(float(high), DIGITS),
        "state": state or _state(value, low, high), "reason": None, "needed": None, **(days or {}),
    }  # fmt: skip


def unknown(
    figure: str,
    reason: str,
    *,
    subject: str = "",
    rank: int | None = None,
    part: int | None = None,
    whole: int | None = None,
    needed: int | None = None,
) -> Row:
    return {
        "figure": figure, "subject": subject, "rank": rank, "part": part, "whole": whole,
        "value": None, "low": None, "high": None, "state": UNKNOWN, "reason": reason,
        "needed": needed,
    }  # fmt: skip


def _state(value: float | None, low: Any, high: Any) -> str:
    if low is None and high is None:
        return OPEN
    beyond = value is not None and (
        (low is not None and value < low) or (high is not None and value > high)
    )
    return WARN if beyond else OK
