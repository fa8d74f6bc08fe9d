"""The numbers that the design holds us to, each beside what was measured at the largest size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hengke.bench.ratios import TIERS

GIGA = 1024
Told = Mapping[str, Any]
Stages = Mapping[str, Told]


@dataclass(frozen=True)
class Number:
    """`measured` gives the figure of one size, None when it was not measured; `met` judges it."""

    key: str
    what: str
    bound: str
    measured: Callable[[Stages], float | None]
    met: Callable[[float], bool]
    form: str = "{:.2f}"


def _of(stage: str, *path: str) -> Callable[[Stages], float | None]:
    def found(stages: Stages) -> float | None:
        value: Any = stages.get(stage, {})
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        return value

    return found


def _slowest_page(stages: Stages) -> float | None:
    """The 95th percentile of the kind of page that has the worst one."""
    pages = stages.get("pages", {}).get("detail", {}).get("pages", {})
    return max((times["p95"] for times in pages.values()), default=None)


def _peak(stages: Stages) -> float | None:
    peak = stages.get("run", {}).get("peak_mb")
    return None if peak is None else peak / GIGA


NUMBERS = (
    Number("memory", "Full nightly run: peak memory", "≤ 8 GiB", _peak,
           lambda found: found <= 8, "{:.2f} GiB"),
    Number("run", "Full nightly run: features and tiers against hand-written SQL", "≤ 1.5 times",
           _of("run", "ratio_to", "hand sql"), lambda found: found <= 1.5, "{:.2f} times"),
    Number("run_cpu", "The same in CPU seconds", "≤ 1.5 times",
           _of("run", "cpu_ratio_to", "hand sql"), lambda found: found <= 1.5, "{:.2f} times"),
    Number("next_day", "One new day against the full run", "≤ 0.10",
           _of("next day", "ratio_to", "run"), lambda found: found <= 0.1),
    Number("next_day_tiers", "The same of features and tiers alone", "≤ 0.10",
           _of("next day", "ratio_to", TIERS), lambda found: found <= 0.1),
    Number("import", "Import with validation", "≥ 50,000 rows/s", _of("import", "rows_per_s"),
           lambda found: found >= 50_000, "{:,.0f} rows/s"),
    Number("import_again", "The same file twice against the first time", "changes nothing",
           _of("import again", "ratio_to", "import"), lambda found: found < 1, "{:.3f}"),
    Number("pages", "Slowest kind of page, 95th percentile, readers who think", "≤ 150 ms",
           _slowest_page, lambda found: found <= 150, "{:.0f} ms"),
    Number("pages_all", "All pages, 95th percentile, readers who think", "≤ 150 ms",
           _of("pages", "detail", "all", "p95"), lambda found: found <= 150, "{:.0f} ms"),
    Number("help", "`hengke --help` against `import typer`", "≤ 5 times",
           _of("help", "ratio_to", "import typer"), lambda found: found <= 5, "{:.2f} times"),
)  # fmt: skip
