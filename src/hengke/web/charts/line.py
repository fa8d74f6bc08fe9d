"""A line or area chart on a fitted axis, with HTML-sharp text and a data table behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hengke.web.charts import scale
from hengke.web.charts.scale import Value


@dataclass(frozen=True)
class Series:
    """One line: its name and a value per point (None = unknown)."""

    name: str
    values: Sequence[Value]


def line(
    series: Sequence[Series],
    points: Sequence[str],
    *,
    label: str,
    shown: Callable[[float], str] = str,
    axis: Callable[[float], str] | None = None,
    marks: int = 5,
    told: Sequence[int] | None = None,
) -> SafeString:
    """The first series is filled, the others are dashed. `points` name the x axis. The table behind
    the chart has a row per point, or those of the places `told`."""
    limits = scale.bounds([value for one in series for value in one.values])
    if limits is None or len(points) < 2:
        return SafeString("")
    steps = scale.ticks(*limits)
    return format_html(
        '<figure class="chart"><div class="plot" data-points="{}" role="img" aria-label="{}">'
        '<svg class="axes" aria-hidden="true">{}{}'
        '<svg class="shapes" viewBox="0 0 100 100" preserveAspectRatio="none">{}</svg></svg>'
        '<i class="cursor" hidden></i><span class="tip" hidden></span></div>{}</figure>',
        json.dumps(_spoken(series, points, shown), ensure_ascii=False),
        label,
        _y_axis(steps, axis or shown),
        _x_axis(points, marks),
        _shapes(series, steps),
        _table(series, points, label, shown, told or range(len(points))),
    )


def _shapes(series: Sequence[Series], steps: Sequence[float]) -> SafeString:
    low, high = steps[0], steps[-1]
    filled = scale.area(series[0].values, low, high)
    lines = format_html_join(
        "",
        '<path class="line s{}" d="{}"/>',
        ((number, scale.path(one.values, low, high)) for number, one in enumerate(series, 1)),
    )
    return format_html('<path class="fill" d="{}"/>{}', filled, lines) if filled else lines


def _y_axis(steps: Sequence[float], shown: Callable[[float], str]) -> SafeString:
    low, high = steps[0], steps[-1]
    return format_html_join(
        "",
        '<line class="grid" x1="0" x2="100%" y1="{0}%" y2="{0}%"/>'
        '<text class="tick" x="-8" y="{0}%" dy="4" text-anchor="end">{1}</text>',
        ((f"{100 - 100 * (step - low) / (high - low):.1f}", shown(step)) for step in steps),
    )


def _x_axis(points: Sequence[str], marks: int) -> SafeString:
    """At most `marks` names, first and last always, the ends drawn inwards; every other one is left
    out where the page is narrow."""
    last = len(points) - 1
    chosen = sorted({round(last * index / (marks - 1)) for index in range(marks)})
    anchors = {0: "start", last: "end"}
    return format_html_join(
        "",
        '<text class="tick{}" x="{}%" y="100%" dy="17" text-anchor="{}">{}</text>',
        (
            (
                " spare" if turn % 2 and i != last else "",
                f"{100 * i / last:.1f}",
                anchors.get(i, "middle"),
                points[i],
            )
            for turn, i in enumerate(chosen)
        ),
    )


def _spoken(
    series: Sequence[Series], points: Sequence[str], shown: Callable[[float], str]
) -> list[str]:
    """One sentence per point, read by the cursor."""
    return [
        " · ".join([points[index], *(_said(one, index, shown) for one in series)])
        for index in range(len(points))
    ]


def _said(one: Series, index: int, shown: Callable[[float], str]) -> str:
    value = one.values[index]
    return f"{one.name} {'–' if value is None else shown(value)}"


def _table(
    series: Sequence[Series],
    points: Sequence[str],
    label: str,
    shown: Callable[[float], str],
    told: Sequence[int],
) -> SafeString:
    heads = format_html_join("", '<th scope="col">{}</th>', ((one.name,) for one in series))
    body = format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        (
            (
                points[i],
                format_html_join(
                    "",
                    "<td>{}</td>",
                    (
                        ("–" if one.values[i] is None else shown(one.values[i]),)  # type: ignore[arg-type]
                        for one in series
                    ),
                ),
            )
            for i in told
        ),
    )
    return format_html(
        '<div class="sr"><table><caption>{}</caption><thead><tr><td></td>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        label,
        heads,
        body,
    )
