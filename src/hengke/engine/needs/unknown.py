"""What cannot be computed, and why: never a zero in its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Unknown:
    """A figure that there is not; `reason` is a sentence."""

    reason: str
