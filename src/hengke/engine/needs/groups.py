"""Which groups of customers may be shown by number, so that nobody can be found in them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def shown(sizes: Mapping[Key, int], *, least: int) -> list[Key]:
    """Groups that are shown, the largest first; the others are told together, as one rest.

    A group below the least is hidden. The rest can be reckoned from the whole: while it is below
    the least as well, the smallest group that is shown goes with it.
    """
    ordered = sorted(sizes, key=lambda key: (-sizes[key], str(key)))
    kept = [key for key in ordered if sizes[key] >= least]
    rest = sum(sizes[key] for key in ordered if sizes[key] < least)
    while kept and 0 < rest < least:
        rest += sizes[kept.pop()]
    return kept
