"""Examine a delivery: read it, judge every row, settle removals, count. The lake stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengke.kernel.errors import Broken
from hengke.kernel.sentences import sentence, together
from hengke.pipelines.forgotten import of_home
from hengke.pipelines.home import Home
from hengke.pipelines.intake import flaws, leaving_out, quarantine
from hengke.pipelines.intake.candidates import Candidates
from hengke.pipelines.intake.delivery import Delivery
from hengke.pipelines.intake.deviation import Deviation, Figures, deviations, figures
from hengke.pipelines.intake.fitness import measured
from hengke.pipelines.intake.mapping import Mapping
from hengke.pipelines.intake.protection_notes import protection_notes
from hengke.pipelines.intake.received import Progress, Received, receive
from hengke.pipelines.intake.removals import settle
from hengke.pipelines.intake.report import TableCount
from hengke.pipelines.intake.snapshots import show_snapshots
from hengke.pipelines.intake.sql_text import among
from hengke.pipelines.intake.validation import judge
from hengke.pipelines.intake.withheld import show_withheld
from hengke.pipelines.intake.workspace import Workspace
from hengke.pipelines.lake import Manifest

SHOWN_DAYS = 6


@dataclass(frozen=True)
class Examined:
    """What is known about a delivery before anything is written."""

    delivery: Delivery
    received: Received
    tables: dict[str, Candidates]
    counts: dict[str, TableCount]
    figures: dict[str, Figures]
    fitness: dict[str, dict[str, Any]]  # what the delivery's fields are like, by table
    flawed: list[dict[str, Any]]  # identifiers that cannot be right, see flaws.found
    deviations: list[Deviation]
    refused: int  # lines of the error file
    notes: list[str]


def examine(
    workspace: Workspace,
    home: Home,
    manifest: Manifest,
    *,
    delivery: Delivery,
    mapping: Mapping,
    staging: Path,
    today: date,
    progress: Progress,
) -> Examined:
    """Everything short of writing. Refuses only what concerns a whole file or the delivery."""
    workspace.show_silver(home, manifest, mapping=mapping.name)
    received = receive(workspace, delivery, mapping, staging=staging, progress=progress)
    forgotten = of_home(home, manifest)
    tables = judge(
        workspace, mapping, received, forgotten=forgotten, today=today, progress=progress
    )
    kept = settle(workspace, tables)
    hurt = show_snapshots(workspace, tables)
    show_withheld(workspace, tables)
    refused = quarantine.collect(workspace, tables, received)
    flawed = flaws.found(workspace, tables)
    now = {table: figures(workspace, candidates) for table, candidates in tables.items()}
    return Examined(
        delivery=delivery,
        received=received,
        tables=tables,
        counts=_counts(workspace, tables),
        figures=now,
        fitness=measured(workspace, tables, received, flawed),
        flawed=flawed,
        deviations=deviations(manifest, mapping, now),
        refused=refused,
        notes=[
            *_empty_files(received),
            *leaving_out.notes(workspace),
            *protection_notes(workspace, tables, received),
            *_rows_for_no_table(workspace, mapping, received),
            *_no_accounts(workspace, tables),
            *kept,
            *([_hurt(hurt)] if hurt else []),
        ],
    )


def _counts(workspace: Workspace, tables: dict[str, Candidates]) -> dict[str, TableCount]:
    """Counted on both sides: what was received must be found again, loaded or refused."""
    refused = quarantine.counts(workspace)
    counts = {}
    for table, candidates in tables.items():
        received = workspace.count(f"new_{table}") + candidates.ragged
        count = TableCount(
            table, received, workspace.count(f"sound_{table}"), refused.get(table, 0)
        )
        if count.received != count.loaded + count.quarantined:
            raise Broken(
                f"{table}: {count.received} rows received, yet {count.loaded} loaded and "
                f"{count.quarantined} quarantined"
            )
        counts[table] = count
    return counts


def _empty_files(received: Received) -> Sequence[str]:
    return [
        sentence("{file} has no rows.", file=file.name)
        for file, raw in zip(received.files, received.raw, strict=True)
        if not raw.rows
    ]


def _no_accounts(workspace: Workspace, tables: dict[str, Candidates]) -> list[str]:
    """Customers without one account are unknown, not poor (engine.features.withheld)."""
    if workspace.rows("FROM final_accounts LIMIT 1"):
        return []
    if "balances" in tables:
        return [sentence("Balances were delivered, accounts were not: nothing can be assessed.")]
    if "customers" in tables:
        return [sentence("There are customers and no accounts yet: their figures are unknown.")]
    return []


def _rows_for_no_table(workspace: Workspace, mapping: Mapping, received: Received) -> list[str]:
    """Rows that no target's `only` lets in are named, so that none is lost without a word."""
    notes: list[str] = []
    for source in mapping.sources:
        relation = received.relations.get(source.name)
        if relation is None or not source.targets or not all(t.only for t in source.targets):
            continue
        wanted = " OR ".join(
            "(" + " AND ".join(among(relation.cell(c), v) for c, v in target.only.items()) + ")"
            for target in source.targets
        )
        left = workspace.value(f"SELECT count(*) FROM {relation.view} WHERE NOT ({wanted})")
        if left:
            notes.append(
                sentence(
                    'Source "{source}": {rows:,} rows fit the "only" of no table.',
                    source=source.name,
                    rows=left,
                )
            )
    return notes


def _hurt(days: list[str]) -> str:
    """`days` are sentences, one per table and day."""
    shown = days[:SHOWN_DAYS]
    if len(days) > SHOWN_DAYS:
        shown.append(sentence("and {more} more", more=len(days) - SHOWN_DAYS))
    return sentence(
        "Not complete because of rows in quarantine: {days}. Who is missing from such a day "
        "counts as unknown, not as zero, until the rows are delivered again.",
        days=together(shown),
    )
