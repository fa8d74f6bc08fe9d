"""The yardstick: what an analyst would write for this one bank and this one policy, in DuckDB.

It writes the columns of assessments, positions, customer records, holdings, movements, asset points
and book points, without the probability of a fall and its reasons (a model).
It knows what the engine must not assume: balances of change from the first
day on, one policy with its rules, no overrides, nothing unknown. Both results are compared row by
row (`differences`), so that it cannot be fast by being wrong.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from hengke.engine.features.figures import weeks_to
from hengke.engine.results import GOLD, STAMP
from hengke.engine.schemas import ASSET_FAMILIES, CONTRACT, DEPOSIT_FAMILIES
from hengke.kernel.periods import add_months, month_end
from hengke.pipelines import lake
from hengke.pipelines.catalog import MEMORY_LIMIT, THREADS
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.seals import day_to_seal
from hengke.policies.tiering import TierPolicy, effective_date, load, next_assessment

FOLDER = Path(__file__).parent / "hand"
LEFT_OUT = {"fall_probability", "reasons"}
STAMPED_APART = ("movements", "asset_points")
"""Tables whose older rows are files that runs share, with a stamp of their own."""
LATER = 24
"""Assessments after the next one that an outlook may reach."""


@dataclass(frozen=True)
class Yardstick:
    """Seconds of each part."""

    seconds: dict[str, float]


def measured(home: Home, run: lake.RunEntry, *, policy: str, out: Path) -> Yardstick:
    """Compute everything once, in a fresh connection, and write it as the nightly run does."""
    out.mkdir(parents=True, exist_ok=True)
    manifest = lake.load(home)
    days = [date.fromisoformat(one.assessed_on) for one in assessments_of(manifest, run)]
    words = _words(run, load(policy, on=date.fromisoformat(run.as_of)), days, out)
    seconds: dict[str, float] = {}
    with duckdb.connect(config=_as_the_engine(out)) as connection:
        connection.execute("SET enable_progress_bar = false").fetchall()
        for name in CONTRACT:
            files = [str(path) for path in lake.silver_paths(home, manifest, name)]
            if files:
                connection.sql(f"CREATE VIEW {name} AS SELECT * FROM read_parquet({files!r})")
        for part, scripts in _parts(words, days):
            began = time.perf_counter()
            for script in scripts:
                for statement in script.split(";\n"):
                    if statement.strip():
                        connection.execute(statement).fetchall()
            seconds[part] = time.perf_counter() - began
    return Yardstick(seconds)


def assessments_of(manifest: lake.Manifest, run: lake.RunEntry) -> list[lake.AssessmentEntry]:
    """The newest result of each date up to the run's, oldest first; the bench has one policy."""
    newest = {one.assessed_on: one for one in manifest.assessments if one.assessed_on <= run.as_of}
    return [newest[on] for on in sorted(newest)]


def _as_the_engine(out: Path) -> dict[str, Any]:
    """No more threads and memory than the engine takes, and a place to spill to."""
    return {
        "threads": THREADS, "memory_limit": MEMORY_LIMIT, "temp_directory": str(out / ".spill"),
        "preserve_insertion_order": False,
    }  # fmt: skip


def differences(home: Home, run: lake.RunEntry, written: Path) -> dict[str, int]:
    """Rows per table that one side has and the other has not, over all columns both compute."""
    manifest = lake.load(home)
    theirs = {name: files_of(home.lake / path) for name, path in run.gold.items()}
    theirs["assessments"] = [
        file for one in assessments_of(manifest, run) for file in files_of(home.lake / one.path)
    ]
    found = {}
    with duckdb.connect() as connection:
        for table in sorted({path.stem.split("_20")[0] for path in written.glob("*.parquet")}):
            ours = [str(path) for path in written.glob(f"{table}*.parquet")]
            made = set(connection.sql(f"SELECT * FROM read_parquet({ours!r}) LIMIT 0").columns)
            told = made - LEFT_OUT - {*(STAMP if table in STAMPED_APART else ())}
            columns = ", ".join(name for name in GOLD[table] if name in told)
            engine = [str(path) for path in theirs[table]]
            count = connection.sql(f"""
                SELECT count(*) FROM (
                    (SELECT {columns} FROM read_parquet({ours!r})
                     EXCEPT SELECT {columns} FROM read_parquet({engine!r}))
                    UNION ALL
                    (SELECT {columns} FROM read_parquet({engine!r})
                     EXCEPT SELECT {columns} FROM read_parquet({ours!r})))
            """).fetchall()
            found[table] = int(count[0][0])
    return found


def _parts(words: Mapping[str, Any], days: Sequence[date]) -> Iterable[tuple[str, list[str]]]:
    yield "book", [_script("1_book", words)]
    steps = []
    none = "(SELECT ''::VARCHAR AS customer_id, NULL::BIGINT AS effective_rank, NULL::BIGINT AS "
    previous = none + "fails_used, NULL::BIGINT AS best_rank_since WHERE false)"
    for number, on in enumerate(days):
        own = {
            **words, "number": number, "previous": previous, "assessed_on": on,
            "protected_since": add_months(on, -words["new_months"]),
        }  # fmt: skip
        steps.append(_script("3_step", own))
        previous = f"decided_{number}"
    yield "assess", [_script("2_measured", words), *steps]
    last = {"last": f"decided_{len(days) - 1}", "before": f"decided_{len(days) - 2}"}
    yield "positions", [_script("4_positions", {**words, **last})]
    yield "records", [_script("5_records", words)]


def _script(name: str, words: Mapping[str, Any]) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8").format(**words)


def _words(
    run: lake.RunEntry, policy: TierPolicy, days: Sequence[date], out: Path
) -> dict[str, Any]:
    """What the scripts name: dates, families and the policy's ladder as CASE expressions."""
    as_of = date.fromisoformat(run.as_of)
    ahead = next_assessment(policy, as_of)
    ends = [*days, as_of] if days[-1] != as_of else list(days)
    weeks = weeks_to(as_of)
    shown = sorted({*weeks, as_of - timedelta(days=30), *ends})
    books = sorted({*ends, *weeks})
    coming = [month_end(add_months(ahead, step)) for step in range(1, LATER)]
    months = policy.new_customer_months
    spared = " + ".join(
        f"(opened_on > DATE '{add_months(on, -months)}')::INTEGER"
        for on in coming[: months + 1]
    )  # fmt: skip
    return {
        "as_of": as_of, "settled": day_to_seal(first=days[0], as_of=as_of) or date.min,
        "out": out, "policy": policy.name, "policy_version": policy.version,
        "assessed": _texts(days), "assets": _texts(ASSET_FAMILIES),
        "deposits": _texts(DEPOSIT_FAMILIES), "excluded": _texts(policy.excluded_statuses),
        "days_shown": _texts(shown), "days_of_books": _texts(books), "month_ends": _texts(ends),
        "weeks": ", ".join(
            f"coalesce((max(minor) FILTER (on_day = DATE '{week}'))::VARCHAR, 'null')"
            for week in weeks
        ),
        "new_months": months, "next_assessment": ahead, "days_total": month_end(as_of).day,
        "protected_next": add_months(ahead, -months), "protected_later": spared or "0",
        "holds_from_next": effective_date(policy, ahead),
        "holds_from_second": effective_date(policy, coming[0]),
        "holds_from_later": _texts(effective_date(policy, on) for on in coming),
        "stamp": f"DATE '{as_of}' AS as_of, '{run.known_at}' AS known_at, "
        f"'{run.run_id}' AS run_id",
        **_ladder(policy),
    }  # fmt: skip


def _ladder(policy: TierPolicy) -> dict[str, str]:
    graces = {tier.rank: tier.grace if tier.rank else 0 for tier in policy.tiers}
    names = {tier.rank: f"'{tier.name}'" for tier in policy.tiers}
    floors = {tier.rank: f"{tier.floor_minor}::BIGINT" for tier in policy.tiers}
    above = {rank - 1: floor for rank, floor in floors.items() if rank}
    return {
        "rank_of_sum": _rank(policy, "sum_minor_days", "days"),
        "rank_of_sum_ahead": _rank(policy, "sum_ahead", "days_total"),
        "rank_of_today": _rank(policy, "today", "1"),
        "grace_of_before": _case("p.effective_rank", graces),
        "grace_of_effective": _case("effective_rank", graces),
        "tier_of_assessed": _case("assessed_rank", names),
        "tier_of_effective": _case("effective_rank", names),
        "tier_of_ahead": _case("rank_ahead", names),
        "tier_of_after": _case("rank_after", names),
        "floor_of_effective": _case("l.effective_rank", floors),
        "floor_above_effective": _case("l.effective_rank", above),
    }


def _rank(policy: TierPolicy, total: str, days: str) -> str:
    steps = (
        f"WHEN {total} >= {tier.floor_minor}::BIGINT * {days} THEN {tier.rank}"
        for tier in reversed(policy.tiers)
        if tier.rank
    )
    return f"(CASE {' '.join(steps)} ELSE 0 END)::BIGINT"


def _case(column: str, values: Mapping[int, Any]) -> str:
    steps = (f"WHEN {rank} THEN {value}" for rank, value in values.items())
    return f"(CASE {column} {' '.join(steps)} END)"


def _texts(values: Iterable[Any]) -> str:
    return ", ".join(f"'{value}'" for value in values)
