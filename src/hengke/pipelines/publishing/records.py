"""The manifest's runs and batches as small tables to stage: instants in UTC, lists as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from hengke.pipelines.publishing.selection import Selection

if TYPE_CHECKING:
    import pyarrow as pa

RUNS = {
    "run_id": "text", "as_of": "date", "known_at": "text", "engine": "text",
    "created_at": "instant", "seconds": "number", "customers": "whole", "policies": "json",
    "report": "json", "is_current": "truth",
}  # fmt: skip
BATCHES = {
    "id": "text", "source": "text", "created_at": "instant", "status": "text", "tables": "json",
    "files": "json", "earliest_date": "date", "latest_date": "date",
}  # fmt: skip
FORGOTTEN = {"policy": "text", "assessed_on": "date"}


def runs(selection: Selection, *, dates_as_text: bool) -> pa.Table:
    """Every run of the lake; the one that is published is current."""
    current = selection.run.run_id
    rows = [
        {**vars(run), "report": _in_order(run.report), "is_current": run.run_id == current}
        for run in selection.runs
    ]
    return _table(rows, RUNS, dates_as_text=dates_as_text)


def batches(selection: Selection, *, dates_as_text: bool) -> pa.Table:
    """Every delivery that was accepted, also those taken back."""
    return _table(map(vars, selection.batches), BATCHES, dates_as_text=dates_as_text)


def forgotten(pairs: Sequence[tuple[str, str]], *, dates_as_text: bool) -> pa.Table:
    """Policy and date of the published assessments that have to go."""
    rows = ({"policy": policy, "assessed_on": day} for policy, day in pairs)
    return _table(rows, FORGOTTEN, dates_as_text=dates_as_text)


def _in_order(report: Mapping[str, Any]) -> dict[str, Any]:
    """Stages as a list of pairs: PostgreSQL sorts the keys of an object, and order is the point."""
    stages = report.get("stages")
    return dict(report) if stages is None else {**report, "stages": [*map(list, stages.items())]}


def _table(
    rows: Iterable[Mapping[str, Any]], kinds: Mapping[str, str], *, dates_as_text: bool
) -> pa.Table:
    import pyarrow as pa

    types = {
        "text": pa.string(), "json": pa.string(), "whole": pa.int64(), "number": pa.float64(),
        "truth": pa.int64() if dates_as_text else pa.bool_(),
        "date": pa.string() if dates_as_text else pa.date32(),
        "instant": pa.string() if dates_as_text else pa.timestamp("us", "UTC"),
    }  # fmt: skip
    values = [
        {name: _value(row[name], kind, as_text=dates_as_text) for name, kind in kinds.items()}
        for row in rows
    ]
    schema = pa.schema([(name, types[kind]) for name, kind in kinds.items()])
    return pa.Table.from_pylist(values, schema=schema)


def _value(value: Any, kind: str, *, as_text: bool) -> Any:
    """As the database's own driver would store it: Django keeps SQLite's instants without zone."""
    if value is None:
        return None
    if kind == "json":
        return json.dumps(value, ensure_ascii=False)
    if kind == "instant":
        moment = datetime.fromisoformat(value)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        return str(moment.replace(tzinfo=None)) if as_text else moment
    if kind == "date":
        return str(value) if as_text else date.fromisoformat(value)
    if kind == "truth":
        return int(value) if as_text else bool(value)
    return value
