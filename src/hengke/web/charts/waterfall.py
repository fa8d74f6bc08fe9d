"""How a sum comes about: steps up and down from left to right of one scale, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Step:
    """One row: what is added (None: unknown) or, where `is_sum`, what stands there so far.
    `address` is where its name leads, `current` whether that is shown."""

    name: Any
    number: int | None
    shown: Any
    is_sum: bool = False
    address: str = ""
    current: bool = False


@dataclass(frozen=True)
class _Bar:
    start: int
    end: int


def waterfall(steps: Sequence[Step], *, label: str) -> SafeString:
    """Each step begins where the one before ended; a sum begins at zero. After an unknown step
    nothing is drawn until a sum is known again."""
    bars = _bars(steps)
    ends = [0, *(end for bar in bars if bar for end in (bar.start, bar.end))]
    low, span = min(ends), (max(ends) - min(ends)) or 1
    return format_html(
        '<ul class="waterfall" aria-label="{}">{}</ul>',
        label,
        format_html_join(
            "",
            '<li class="{}"><span class="bars-name">{}</span>{}<span class="num">{}</span></li>',
            (
                ("is-sum" if step.is_sum else "", _named(step), _drawn(bar, low, span, step),
                 step.shown)
                for step, bar in zip(steps, bars, strict=True)
            ),
        ),
    )  # fmt: skip


def _named(step: Step) -> Any:
    if not step.address:
        return step.name
    current = SafeString(' aria-current="true"') if step.current else ""
    return format_html('<a href="{}"{}>{}</a>', step.address, current, step.name)


def _bars(steps: Sequence[Step]) -> list[_Bar | None]:
    found: list[_Bar | None] = []
    reached: int | None = 0
    for step in steps:
        if step.number is None:
            reached = None
            found.append(None)
        elif step.is_sum:
            reached = step.number
            found.append(_Bar(0, step.number))
        elif reached is None:
            found.append(None)
        else:
            found.append(_Bar(reached, reached + step.number))
            reached += step.number
    return found


def _drawn(bar: _Bar | None, low: int, span: int, step: Step) -> SafeString:
    zero = f"{100 * -low / span:.2f}"
    if bar is None:
        rect = SafeString("")
    else:
        left, right = sorted((bar.start, bar.end))
        kind = "sum" if step.is_sum else "minus" if bar.end < bar.start else "plus"
        rect = format_html(
            '<rect class="{}" x="{}%" width="{}%" height="100%" rx="2"/>',
            kind,
            f"{100 * (left - low) / span:.2f}",
            f"{100 * (right - left) / span:.2f}",
        )
    return format_html(
        '<svg class="steps" aria-hidden="true">{}<line class="zero" x1="{}%" x2="{}%" y1="0" '
        'y2="100%"/></svg>',
        rect,
        zero,
        zero,
    )
