"""Tables of the benchmark page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; columns of figures stand to the right."""
    lines = [list(row) for row in rows]
    marks = [
        "---:" if all(_is_figure(line[place]) for line in lines) else "---"
        for place in range(len(head))
    ]
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, marks, *lines))


def _is_figure(cell: str) -> bool:
    return not cell or cell.replace(",", "").replace(".", "").isdigit()


def figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def pages(size: int, stage: Mapping[str, Any]) -> str:
    """Milliseconds per kind of page, of readers who think and, beside, of those who do not."""
    detail = stage["detail"]
    hurried = detail.get("saturated", {}).get("pages", {})
    rows = [
        (kind, str(times["count"]), f"{times['p50']:.0f}", f"{times['p95']:.0f}",
         f"{hurried[kind]['p50']:.0f}" if kind in hurried else "",
         f"{hurried[kind]['p95']:.0f}" if kind in hurried else "")
        for kind, times in detail["pages"].items()
    ]  # fmt: skip
    head = ("page", "read", "p50 ms", "p95 ms", "saturated p50", "saturated p95")
    text = (
        f"### Pages at {size:,} customers\n\n{detail['users']} readers who wait "
        f"{detail['wait']:g} s between two pages, on {detail.get('database', 'SQLite')}; saturated "
        f"are the same readers without waiting. Pages that failed: {detail['failed']}.\n\n"
    )
    return text + table(head, rows)


def machines(found: Sequence[Mapping[str, Any]]) -> str:
    rows = [
        (one["measured_at"][:16].replace("T", " "), f"{one['cores']} × {one['processor']}",
         f"{one['memory_gb']:g} GB", one["system"], f"{one['load_before'][0]:.1f}",
         ", ".join([f"Python {one['python']}", *(f"{name} {version}" for name, version
                                                  in one["versions"].items())]))
        for one in found
    ]  # fmt: skip
    head = ("begun (UTC)", "processor", "memory", "system", "load before", "versions")
    return f"## Where it was measured\n\n{table(head, rows)}"
