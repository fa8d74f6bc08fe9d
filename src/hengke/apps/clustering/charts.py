"""The map of groups: fields shaded by how many customers lie there, coloured by whose most are.

Colours repeat after eight; the number of a group stands at its middle, so that nothing hangs on a
colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hengke.engine.clustering.plane import ACROSS, DOWN

COLOURS, SHADES = 8, 4


@dataclass(frozen=True)
class Spot:
    """Customers of one group in one field, counted from the lower left."""

    x: int
    y: int
    cluster: int
    customers: int


def field_map(
    spots: Sequence[Spot], titles: Mapping[int, str], *, across: str, up: str, label: str
) -> SafeString:
    """Empty without spots; the table beside it says the same in numbers."""
    if not spots:
        return SafeString("")
    return format_html(
        '<figure class="cluster-map"><p class="axis">↑ {}</p>'
        '<svg role="img" aria-label="{}" viewBox="0 0 {} {}" preserveAspectRatio="none">{}</svg>'
        '<p class="axis right">{} →</p>{}</figure>',
        up,
        label,
        ACROSS,
        DOWN,
        _fields(spots),
        across,
        _legend(titles),
    )


def colour(cluster: int) -> int:
    return (cluster - 1) % COLOURS + 1


def _fields(spots: Sequence[Spot]) -> SafeString:
    fields: dict[tuple[int, int], list[Spot]] = {}
    for spot in spots:
        fields.setdefault((spot.x, spot.y), []).append(spot)
    sums = {at: sum(one.customers for one in here) for at, here in fields.items()}
    most = max(sums.values())
    return format_html_join(
        "",
        '<rect class="g{} o{}" x="{}" y="{}" width="1" height="1"/>',
        (
            (colour(_largest(here).cluster), _shade(sums[at], most), at[0], DOWN - 1 - at[1])
            for at, here in sorted(fields.items())
        ),
    )


def _largest(here: Sequence[Spot]) -> Spot:
    return max(here, key=lambda one: (one.customers, -one.cluster))


def _shade(customers: int, most: int) -> int:
    """One to four, by the square root: few and many lie far apart."""
    return max(1, round((customers / most) ** 0.5 * SHADES))


def _legend(titles: Mapping[int, str]) -> Any:
    rows = ((colour(cluster), title) for cluster, title in sorted(titles.items()))
    return format_html(
        '<ul class="cluster-legend">{}</ul>',
        format_html_join("", '<li><i class="g{}"></i>{}</li>', rows),
    )
