"""Which cells of a table of branches and groups may be shown, so that nobody is found in them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Cell = tuple[str, str]
"""A branch and a group."""


def shown(sizes: Mapping[Cell, int], *, least: int, hidden: Collection[str] = ()) -> set[Cell]:
    """Cells with at least `least` customers, of groups that are not `hidden`. What else is hidden
    of a branch, or of a group over all branches, is at least as many and more than one cell: the
    smallest that is shown goes with it, as the sum of the others would tell it."""
    kept = {cell for cell, size in sizes.items() if size >= least and cell[1] not in hidden}
    lines = [*_lines(sizes, 0), *_lines(sizes, 1)]
    before = len(kept) + 1
    while len(kept) < before:
        before = len(kept)
        for line in lines:
            kept -= _given_up(line, sizes, kept, least)
    return kept


def _lines(sizes: Mapping[Cell, int], side: int) -> list[list[Cell]]:
    found: dict[str, list[Cell]] = {}
    for cell in sizes:
        found.setdefault(cell[side], []).append(cell)
    return list(found.values())


def _given_up(
    line: Collection[Cell], sizes: Mapping[Cell, int], kept: Collection[Cell], least: int
) -> set[Cell]:
    away = [sizes[cell] for cell in line if cell not in kept and sizes[cell]]
    left = sorted((cell for cell in line if cell in kept), key=lambda cell: (-sizes[cell], cell))
    gone: set[Cell] = set()
    while left and away and (sum(away) < least or len(away) == 1):
        gone.add(left[-1])
        away.append(sizes[left.pop()])
    return gone


def bars(
    counts: Sequence[int], edges: Sequence[int], *, least: int
) -> list[tuple[int | None, int | None, int]]:
    """From, to (neither: open) and customers; a bar of fewer than `least` is one with the next, the
    last with the one before. Empty bars at either end are left out."""
    ends: list[int | None] = [None, *edges, None]
    bars = [(ends[at], ends[at + 1], count) for at, count in enumerate(counts)]
    while bars and not bars[0][2]:
        bars.pop(0)
    while bars and not bars[-1][2]:
        bars.pop()
    found: list[tuple[int | None, int | None, int]] = []
    for low, high, count in bars:
        if found and 0 < found[-1][2] < least:
            first, _high, so_far = found.pop()
            low, count = first, count + so_far
        found.append((low, high, count))
    while len(found) > 1 and 0 < found[-1][2] < least:
        _low, high, count = found.pop()
        low, _high, so_far = found.pop()
        found.append((low, high, count + so_far))
    return found
