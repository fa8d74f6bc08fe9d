"""The figures as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any


def printed(found: Sequence[dict[str, Any]]) -> str:
    return "\n\n".join("\n".join(_of_size(one)) for one in found)


def _of_size(one: dict[str, Any]) -> Iterator[str]:
    yield f"{one['customers']:,} customers, {one['transactions']:,} transactions"
    yield f"  {'step':<28}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'rows':>14}"
    for step in one["steps"]:
        rows = f"{step['rows']:,}" if step["rows"] else ""
        yield (
            f"  {step['step']:<28}{step['seconds']:>9.1f}{step['cpu_seconds']:>9.1f}"
            f"{step['peak_mb']:>9.0f}{rows:>14}"
        )
    yield f"  {'of the run: the fall model':<28}{one['model_seconds']:>9.1f}"
    for key, seconds in one["locked_seconds"].items():
        yield f"  {f'of {key}: write lock':<28}{seconds:>9.1f}"
    yield from _ratio(one)
    yield f"  pages, {one['users']} readers who wait {one['wait']:g} s, {one['failed']} failed"
    yield f"  {'page':<28}{'p50 ms':>9}{'p95 ms':>9}{'pages':>9}"
    for kind, times in one["pages"].items():
        yield f"  {kind:<28}{times['p50']:>9.0f}{times['p95']:>9.0f}{times['count']:>9}"


def _ratio(one: dict[str, Any]) -> Iterator[str]:
    ratio = one["ratio"]
    yield (
        f"  features and tiers {ratio['engine_seconds']:.1f} s, hand-written SQL of the same "
        f"columns {ratio['hand_seconds']:.1f} s: ratio {ratio['ratio']:.2f}"
    )
    parts = (f"{name} {spent:.1f}" for name, spent in ratio["hand_parts"].items())
    yield f"    hand: {', '.join(parts)}"
    stages = (f"{name} {spent:.1f}" for name, spent in ratio["stages"].items())
    yield f"    engine: {', '.join(stages)}"
    differing = {table: rows for table, rows in one["differences"].items() if rows}
    yield f"    rows that differ: {differing or 'none'}"
