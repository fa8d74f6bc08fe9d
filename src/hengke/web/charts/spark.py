"""A sparkline: the course of a few values, with the line to keep where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from hengke.web.charts import scale
from hengke.web.charts.scale import Value


def spark(
    values: Sequence[Value],
    *,
    label: str,
    floor: Value = None,
    filled: bool = False,
    kind: str = "",
) -> SafeString:
    """An image with a spoken `label`. Fewer than two known values draw an empty frame."""
    limits = scale.bounds([*values, floor])
    drawn = sum(value is not None for value in values) > 1 and limits is not None
    low, high = limits or (0, 1)
    return format_html(
        '<svg class="spark {}" viewBox="0 -4 100 108" preserveAspectRatio="none" role="img" '
        'aria-label="{}">{}{}{}</svg>',
        kind,
        label,
        _shape("fill", scale.area(values, low, high)) if drawn and filled else "",
        _floor(floor, low, high) if drawn and floor is not None else "",
        _shape("line", scale.path(values, low, high)) if drawn else "",
    )


def _shape(kind: str, path: str) -> SafeString:
    return format_html('<path class="{}" d="{}"/>', kind, path) if path else SafeString("")


def _floor(floor: float, low: float, high: float) -> SafeString:
    y = 100 - 100 * (floor - low) / ((high - low) or 1)
    return format_html('<path class="floor" d="M0 {}H100"/>', f"{y:.2f}")
