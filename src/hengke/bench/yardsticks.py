"""The steps that the house is held beside: hand-written SQL, a plain scan, Polars and pandas.

All compute from the same silver files for the same run, with as many threads and as much memory as
the engine may take; what they have written is compared with the engine's rows (`compare`).
"""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable
from pathlib import Path

from hengke.bench.answers import POLICY, Answer, Clock, base_run, silver_rows
from hengke.pipelines import lake
from hengke.pipelines.home import Home

PANDAS_UP_TO = 12_000_000
"""Bookings; beyond ten million or so pandas is no longer a tool for this machine."""


def hand(home: Home) -> Answer:
    """The same columns in hand-written SQL."""
    from hengke.bench import hand_sql

    clock = Clock()
    with clock.running():
        found = hand_sql.measured(home, base_run(home), policy=POLICY, out=written(home, "hand"))
    return {"rows": silver_rows(home), "parts": found.seconds, **clock.told()}


def scan(home: Home) -> Answer:
    """Every value of every silver file decoded once and nothing kept: the floor of any reading."""
    import pyarrow.dataset as ds

    manifest, clock = lake.load(home), Clock()
    size = rows = 0
    with clock.running():
        for table in manifest.silver:
            files = [str(path) for path in lake.silver_paths(home, manifest, table)]
            for batch in ds.dataset(files, format="parquet").to_batches():
                rows += batch.num_rows
            size += sum(Path(file).stat().st_size for file in files)
    return {"rows": rows, "bytes": size, **clock.told()}


def polars(home: Home) -> Answer:
    """Assessments and the figures of positions in Polars, by the same closed form."""
    if importlib.util.find_spec("polars") is None:
        return {"skipped": "Polars is not installed (pip install polars)"}
    from hengke.bench.with_polars import computed

    return _by_frames(home, "polars", computed)


def pandas(home: Home) -> Answer:
    """The same in pandas, as long as the bookings fit into memory."""
    if importlib.util.find_spec("pandas") is None:
        return {"skipped": "pandas is not installed (pip install pandas)"}
    bookings = sum(file.rows for file in lake.load(home).silver["transactions"])
    if bookings > PANDAS_UP_TO:
        return {"skipped": f"{bookings:,} bookings; pandas is measured up to 10 million"}
    from hengke.bench.with_pandas import computed

    return _by_frames(home, "pandas", computed)


def compare(home: Home, *, which: str) -> Answer:
    """Rows in which a yardstick and the engine differ, per table; 0 or it measured nothing."""
    from hengke.bench import hand_sql

    return {"differences": hand_sql.differences(home, base_run(home), written(home, which))}


def written(home: Home, which: str) -> Path:
    """Where a yardstick's tables lie."""
    return home.path / "yardsticks" / which


def _by_frames(home: Home, which: str, computed: Callable[..., dict[str, float]]) -> Answer:
    from hengke.bench.question import asked

    out = written(home, which)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    clock = Clock()
    with clock.running():
        parts = computed(asked(home, base_run(home), policy=POLICY), out)
    return {"rows": silver_rows(home), "parts": parts, **clock.told()}
