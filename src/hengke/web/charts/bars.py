"""Parts of a whole as horizontal bars: a real list, each with its name, value and share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

COLOURS = 5


@dataclass(frozen=True)
class Part:
    """One bar: a share of 0 to 1 and what it says beside it."""

    name: Any
    shown: Any
    share: float | None
    note: Any = ""


def bars(parts: Sequence[Part], *, label: str) -> SafeString:
    """Bars start at zero and share one scale; a part without a share has no bar."""
    return format_html(
        '<ul class="bars" aria-label="{}">{}</ul>',
        label,
        format_html_join(
            "",
            '<li><span class="bars-name">{}</span>{}<span class="num">{}</span>'
            '<span class="num muted">{}</span></li>',
            (
                (part.name, _bar(part.share, index), part.shown, part.note)
                for index, part in enumerate(parts)
            ),
        ),
    )


def _bar(share: float | None, index: int) -> SafeString:
    width = 0.0 if share is None else 100 * min(max(share, 0.0), 1.0)
    return format_html(
        '<svg class="share-bar c{}" aria-hidden="true">'
        '<rect class="base" width="100%" height="8" rx="4"/>'
        '<rect class="part" width="{}%" height="8" rx="4"/></svg>',
        index % COLOURS + 1,
        f"{width:.1f}",
    )
