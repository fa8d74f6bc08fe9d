"""A few upright bars over named places, such as what matures month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Value:
    """One bar: the name of its place, its height as a number, and the number as people read it."""

    name: str
    number: int
    shown: Any


def columns(values: Sequence[Value], *, label: str) -> SafeString:
    """Heights are shares of the highest; nothing is drawn where the number is zero."""
    highest = max((value.number for value in values), default=0)
    if highest <= 0:
        return SafeString("")
    step = 100 / len(values)
    return format_html(
        '<figure class="columns"><svg role="img" aria-label="{}">{}</svg>{}</figure>',
        label,
        format_html_join(
            "",
            "{}{}",
            (_column(value, index * step, step, highest) for index, value in enumerate(values)),
        ),
        _table(values, label),
    )


def _column(value: Value, left: float, width: float, highest: int) -> tuple[SafeString, SafeString]:
    height = 68 * value.number / highest
    middle, top = f"{left + width / 2:.2f}", 82 - height
    name = format_html(
        '<text class="tick" x="{}%" y="100%" dy="-3" text-anchor="middle">{}</text>',
        middle,
        value.name,
    )
    if value.number <= 0:
        return SafeString(""), name
    bar = format_html(
        '<rect class="part" x="{}%" y="{}%" width="{}%" height="{}%" rx="2"/>'
        '<text class="worth" x="{}%" y="{}%" dy="-5" text-anchor="middle">{}</text>',
        f"{left + width * 0.2:.2f}",
        f"{top:.1f}",
        f"{width * 0.6:.2f}",
        f"{height:.1f}",
        middle,
        f"{top:.1f}",
        value.shown,
    )
    return bar, name


def _table(values: Sequence[Value], label: str) -> SafeString:
    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td></tr>',
        ((value.name, value.shown) for value in values),
    )
    return format_html(
        '<div class="sr"><table><caption>{}</caption><tbody>{}</tbody></table></div>', label, rows
    )
