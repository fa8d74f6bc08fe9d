"""Points on a square of two shares, cut into four named parts, such as KANO's Better and Worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


@dataclass(frozen=True)
class Point:
    """One point: both shares 0 to 1, and what the table says of it."""

    name: Any
    across: float
    up: float
    shown: Sequence[Any] = ()


@dataclass(frozen=True)
class Plane:
    """The square. `corners` are named clockwise from the upper left, `middle` cuts both ways,
    `heads` name what `shown` of each point holds."""

    points: Sequence[Point]
    across: Any
    up: Any
    corners: tuple[Any, Any, Any, Any]
    heads: Sequence[Any] = ()
    middle: float = 0.5


def quadrant(plane: Plane, *, label: str) -> SafeString:
    """Points bear their number in the order given; the table beside says which is which."""
    if not plane.points:
        return SafeString("")
    return format_html(
        '<figure class="quadrant"><p class="axis">↑ {}</p>'
        '<svg role="img" aria-label="{}">{}{}{}</svg><p class="axis right">{} →</p>{}</figure>',
        plane.up,
        label,
        _cuts(plane.middle),
        _corners(plane),
        _points(plane.points),
        plane.across,
        _table(plane, label),
    )


def _percent(share: float, *, down: bool = False) -> str:
    """Within the square a rim is kept for points that lie on an edge."""
    place = 1 - share if down else share
    return f"{4 + 92 * min(max(place, 0.0), 1.0):.1f}%"


def _cuts(middle: float) -> SafeString:
    return format_html(
        '<rect class="rim" x="4%" y="4%" width="92%" height="92%"/>'
        '<line class="grid" x1="{0}" x2="{0}" y1="4%" y2="96%"/>'
        '<line class="grid" x1="4%" x2="96%" y1="{1}" y2="{1}"/>',
        _percent(middle),
        _percent(middle, down=True),
    )


def _corners(plane: Plane) -> SafeString:
    places = (("5%", "start", "9%"), ("95%", "end", "9%"), ("95%", "end", "94%"),
              ("5%", "start", "94%"))  # fmt: skip
    return format_html_join(
        "",
        '<text class="corner" x="{}" text-anchor="{}" y="{}">{}</text>',
        ((*place, name) for place, name in zip(places, plane.corners, strict=True)),
    )


def _points(points: Sequence[Point]) -> SafeString:
    return format_html_join(
        "",
        '<circle class="dot" cx="{0}" cy="{1}" r="10"/>'
        '<text class="worth" x="{0}" y="{1}" dy="4" text-anchor="middle">{2}</text>',
        (
            (_percent(point.across), _percent(point.up, down=True), number)
            for number, point in enumerate(points, 1)
        ),
    )


def _table(plane: Plane, label: str) -> SafeString:
    heads = format_html_join("", '<th scope="col">{}</th>', ((head,) for head in plane.heads))
    rows = format_html_join(
        "",
        '<tr><td class="num">{}</td><th scope="row">{}</th>{}</tr>',
        (
            (
                number,
                point.name,
                format_html_join("", '<td class="num">{}</td>', ((one,) for one in point.shown)),
            )
            for number, point in enumerate(plane.points, 1)
        ),
    )
    return format_html(
        '<div class="table-wrap" tabindex="0" role="group" aria-label="{0}"><table>'
        '<caption class="sr">{0}</caption><thead><tr><td></td><td></td>{1}</tr></thead>'
        "<tbody>{2}</tbody></table></div>",
        label,
        heads,
        rows,
    )
