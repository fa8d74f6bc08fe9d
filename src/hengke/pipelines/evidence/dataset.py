"""What every data set of the evidence says of itself, and what measuring it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DIGITS = 8  # that count, of a figure

Figures = Mapping[str, float | int | None]


@dataclass(frozen=True)
class Published:
    """A figure that others printed, and where. It is shown beside ours and never fitted to."""

    value: float
    source: str


@dataclass(frozen=True)
class Found:
    """What one set's files gave: `rows` read, our figures, and a plain way's under the same names.

    None is a figure that the files do not allow (one class only, no hold-out).
    """

    rows: int
    metrics: Figures
    baseline: Figures


@dataclass(frozen=True)
class DataSet:
    """One set: where its files lie below the root, how it is measured, what its figures mean.

    `measure` takes the set's folder and reads nothing else. `plain` says what the baseline is;
    `meanings` has one sentence per figure that `meanings.py` does not explain for all.
    """

    name: str
    folder: str
    title: str
    about: str
    plain: str
    measure: Callable[[Path], Found]
    published: Mapping[str, Published] = field(default_factory=dict)
    meanings: Mapping[str, str] = field(default_factory=dict)

    def told(self, root: Path) -> dict[str, Any]:
        """As the interface tells it, without time and memory, which are measured from outside."""
        found = self.measure(root / self.folder)
        return {
            "name": self.name,
            "rows": found.rows,
            "metrics": rounded(found.metrics),
            "baseline": rounded(found.baseline),
            "published": {key: one.value for key, one in self.published.items()},
        }


def rounded(figures: Figures) -> dict[str, float | int | None]:
    """Plain numbers for JSON; a figure that is none (NaN) is unknown."""
    return {key: _rounded(value) for key, value in figures.items()}


def _rounded(value: Any) -> float | int | None:
    if value is None or value != value:
        return None
    if isinstance(value, int) or getattr(value, "dtype", None) in ("int64", "int32"):
        return int(value)
    return float(f"{float(value):.{DIGITS}g}")
