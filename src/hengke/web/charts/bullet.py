"""The zoomed gap bullet: where the customer stands between 70 % and 105 % of the line to keep.

Drawn from 0, every bar looks full; zoomed, who is far off is seen at a glance.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

FROM, TO = 70, 105
NEAR, FAR = 2, 8  # percent missing: up to NEAR is calm, beyond FAR is critical


def bullet(value: int | None, floor: int | None, *, label: str) -> SafeString:
    """A meter. Outside the window the dot rests at its edge; unknown draws the line alone."""
    if value is None or not floor:
        return format_html(
            '<svg class="bullet" role="img" aria-label="{}">{}</svg>', label, _base()
        )
    reached = 100 * value / floor
    dot, line = _place(reached), _place(100)
    return format_html(
        '<svg class="bullet {}" role="meter" aria-label="{}" aria-valuemin="0" aria-valuemax="100" '
        'aria-valuenow="{}">{}{}<rect class="keep" x="{}%" y="0" width="2" height="18" rx="1"/>'
        '<circle class="now" cx="{}%" cy="9" r="4"/></svg>',
        _severity(reached),
        label,
        round(min(max(reached, 0), 100)),
        _base(),
        _segment(min(dot, line), abs(line - dot)),
        f"{line:.1f}",
        f"{dot:.1f}",
    )


def _place(reached: float) -> float:
    return 100 * (min(max(reached, FROM + 1), TO - 1) - FROM) / (TO - FROM)


def _severity(reached: float) -> str:
    missing = 100 - reached
    if missing <= 0:
        return "is-kept"
    return "is-near" if missing <= NEAR else "is-far" if missing > FAR else "is-short"


def _base() -> SafeString:
    return SafeString('<rect class="base" x="0" y="8" width="100%" height="2" rx="1"/>')


def _segment(start: float, width: float) -> SafeString:
    """The way between floor and value; no element where nothing could be seen of it."""
    if width < 0.05:
        return SafeString("")
    return format_html(
        '<rect class="short" x="{}%" y="6" width="{}%" height="6" rx="3"/>',
        f"{start:.1f}",
        f"{width:.1f}",
    )
