"""Who moved between two assessments that lie in the lake; the counting itself is the engine's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hengke.engine.results import ASSESSMENTS
from hengke.engine.tiering.migration import migration, with_shares
from hengke.kernel.money import decimal_string
from hengke.pipelines.answers import Results
from hengke.pipelines.catalog import opened
from hengke.pipelines.lake import AssessmentEntry
from hengke.pipelines.releases import of_this_release

UNKNOWN = "unknown"
READ = (
    "customer_id", "aum_minor", "assessed_rank", "assessed_tier", "effective_rank",
    "effective_tier",
)  # fmt: skip
BEYOND_THE_LADDER = 1_000


def migrated(
    results: Results, first: AssessmentEntry, last: AssessmentEntry, *, effective: bool
) -> list[dict[str, Any]]:
    """One row per pair of tiers that occurs, in the order of the ladder, unknown last."""
    columns = {name: ASSESSMENTS[name] for name in READ}
    with TemporaryDirectory(prefix="hengke-") as folder, opened(Path(folder)) as catalog:
        with of_this_release():
            before, after = (
                catalog.read([results.home.lake / one.path], columns) for one in (first, last)
            )
        moved = with_shares(migration(before, after, effective=effective))
        cells = catalog.arrow(moved).to_pylist()
    return [_written(cell) for cell in sorted(cells, key=_place)]


def _place(cell: Mapping[str, Any]) -> tuple[int, int]:
    ranks = (cell["from_rank"], cell["to_rank"])
    before, after = (BEYOND_THE_LADDER if rank is None else rank for rank in ranks)
    return before, after


def _written(cell: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "from": cell["from"] or UNKNOWN,
        "to": cell["to"] or UNKNOWN,
        "customers": cell["customers"],
        "aum": decimal_string(cell["aum_minor"]),
        "share": format(cell["share"], ".6f"),
        "aum_share": None if cell["aum_share"] is None else format(cell["aum_share"], ".6f"),
    }
