"""Runs of a bank of three customers, written to a lake as the nightly run writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from hengke.engine.results import GOLD
from hengke.pipelines import lake
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.parts import linked

TYPES = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "date": pa.date32()}
POLICY = "standard_month_average"
SEPTEMBER, OCTOBER = date(2026, 9, 30), date(2026, 10, 23)
Rows = list[dict[str, Any]]


@dataclass
class Night:
    """What one run found. Tables that are not named are empty; `stamp` is added to every row.

    `parts`: tables in several files, by name; a path in the lake is a file of an earlier run.
    """

    run_id: str
    as_of: date = OCTOBER
    known_at: str = "B0001"
    created_at: str = "2026-10-23T18:30:00+00:00"
    tables: dict[str, Rows] = field(default_factory=dict)
    assessed: dict[date, Rows] = field(default_factory=dict)
    parts: dict[str, dict[str, Rows | str]] = field(default_factory=dict)

    def stamped(self, rows: Rows) -> Rows:
        stamp = {"as_of": self.as_of, "known_at": self.known_at, "run_id": self.run_id}
        return [{**stamp, **row} for row in rows]


def made_home(path: Path) -> Home:
    home = Home(path)
    home.write_settings(HomeSettings(bank="Small", policies=(POLICY,)))
    return home


def write(home: Home, night: Night) -> None:
    """Files first, manifest last, as a run does."""
    manifest = lake.load(home)
    gold = {}
    for table, rows in night.tables.items():
        gold[table] = f"gold/{night.run_id}/{table}.parquet"
        write_rows(home.lake / gold[table], table, night.stamped(rows))
    for table, files in night.parts.items():
        gold[table] = f"gold/{night.run_id}/{table}"
        for name, held in files.items():
            target = home.lake / gold[table] / name
            if isinstance(held, str):
                target.parent.mkdir(parents=True, exist_ok=True)
                linked(home.lake / held, target)
            else:
                write_rows(target, table, night.stamped(held))
    for day, rows in night.assessed.items():
        path = f"assessments/{POLICY}/{day}/{night.run_id}.parquet"
        write_rows(home.lake / path, "assessments", night.stamped(_decided(rows, day)))
        manifest.assessments.append(
            lake.AssessmentEntry(
                POLICY, f"{POLICY}@2020-01-01", str(day), night.run_id, night.known_at, path
            )
        )
    customers = len(night.tables.get("customer_records", []))
    manifest.runs.append(
        lake.RunEntry(
            night.run_id, str(night.as_of), night.known_at, "duckdb", night.created_at, 1.5,
            customers, {POLICY: f"{POLICY}@2020-01-01"}, gold,
            report={"stages": {"features": 0.5}},
        )
    )  # fmt: skip
    lake.commit(home, manifest)


def _decided(rows: Rows, day: date) -> Rows:
    fixed = {"policy": POLICY, "policy_version": f"{POLICY}@2020-01-01", "assessed_on": day}
    return [{**fixed, **row} for row in rows]


def write_rows(path: Path, table: str, rows: Rows, *, columns: Sequence[str] = ()) -> None:
    """Parquet in the schema of `engine.results`; what a row does not name is null."""
    types = {name: TYPES[kind] for name, kind in GOLD[table].items()}
    kept = columns or tuple(types)
    schema = pa.schema([(name, types[name]) for name in kept])
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def customer(number: str, **columns: Any) -> dict[str, Any]:
    known = {
        "customer_id": number, "kind": "person", "name": f"客户 {number}", "branch_id": "B1",
        "manager_id": "S1", "aum_minor": 6_000_000, "currency": "CNY", "status": "active",
    }  # fmt: skip
    return {**known, **columns}


def position(number: str, **columns: Any) -> dict[str, Any]:
    known = {
        "policy": POLICY, "policy_version": f"{POLICY}@2020-01-01", "customer_id": number,
        "currency": "CNY", "effective_tier": "gold", "effective_rank": 1,
    }  # fmt: skip
    return {**known, **columns}


def task(key: str, number: str, **columns: Any) -> dict[str, Any]:
    known = {"task_key": key, "customer_id": number, "kind": "downgrade", "score": 1.0,
             "params": "{}"}  # fmt: skip
    return {**known, **columns}


def night(run_id: str, numbers: Sequence[str] = ("0001", "0002", "0003"), **more: Any) -> Night:
    """A run over these customers, each with a position and a task to do."""
    tables: dict[str, Rows] = {
        "customer_records": [customer(number) for number in numbers],
        "positions": [position(number) for number in numbers],
        "tasks": [task(f"downgrade:{number}", number) for number in numbers],
        **more.pop("tables", {}),
    }
    assessed = more.pop("assessed", {SEPTEMBER: [{"customer_id": n} for n in numbers]})
    return Night(run_id, tables=tables, assessed=assessed, **more)
