"""The figures as a table for people."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any


def printed(found: dict[str, Any]) -> str:
    sizes = groupby(found["stages"], key=lambda one: (one["customers"], one["transactions"]))
    return "\n\n".join("\n".join(_of_size(size, list(stages))) for size, stages in sizes)


def _of_size(size: tuple[int, int], stages: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{size[0]:,} customers, {size[1]:,} transactions"
    yield f"  {'stage':<16}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'rows/s':>12}  ratio to"
    for one in stages:
        yield f"  {one['stage']:<16}" + (_skipped(one) if "skipped" in one else _figures(one))
    for one in stages:
        yield from _differences(one)


def _figures(one: dict[str, Any]) -> str:
    rate = f"{one['rows_per_s']:,}" if one["rows_per_s"] else ""
    ratios = ", ".join(f"{name} {ratio:.2f}" for name, ratio in one["ratio_to"].items())
    return (
        f"{one['wall_s']:>9.1f}{one['cpu_s']:>9.1f}{one['peak_mb']:>9,}{rate:>12}  {ratios}"
    ).rstrip()


def _skipped(one: dict[str, Any]) -> str:
    return f"  skipped: {one['skipped']}"


def _differences(one: dict[str, Any]) -> Iterator[str]:
    differences = one.get("detail", {}).get("differences")
    if differences is not None:
        apart = {table: rows for table, rows in differences.items() if rows}
        yield f"    {one['stage']}: rows that differ: {apart or 'none'}"
