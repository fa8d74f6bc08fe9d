"""`python -m bench.lifetimes`: a million simulated customers fitted and scored, file to file.

Beside it, in the same run, DuckDB reads the same file, counts the customers of each history and
writes every row back: the floor of any way that does so. Each part is a process of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from hengke.pipelines import processes

CUSTOMERS = 1_000_000
SEED = 20_261_023
LIMIT_SECONDS = 15.0
TRUTH = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426, "p": 6.25, "q": 3.74, "v": 15.44}
DAYS = (189, 272)
"""Observed between these: a quarter's new customers half a year later."""


def simulate(target: Path, *, customers: int) -> None:
    """Customers who behave as the model supposes, observed by days; times in weeks."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    draw = np.random.default_rng(SEED)
    rate = draw.gamma(TRUTH["r"], 1 / TRUTH["alpha"], customers)
    leaves = draw.beta(TRUTH["a"], TRUTH["b"], customers)
    observed = draw.integers(*DAYS, customers, endpoint=True) / 7
    repeats, last = np.zeros(customers), np.zeros(customers)
    now, open_ = np.zeros(customers), np.arange(customers)
    while len(open_):
        with np.errstate(divide="ignore"):
            now[open_] += draw.exponential(size=len(open_)) / rate[open_]
        open_ = open_[now[open_] <= observed[open_]]
        repeats[open_] += 1
        last[open_] = np.minimum(np.ceil(now[open_] * 7) / 7, observed[open_])
        open_ = open_[draw.random(len(open_)) >= leaves[open_]]
    own = draw.gamma(TRUTH["q"], 1 / TRUTH["v"], customers)
    bought = np.maximum(repeats, 1)
    mean = draw.gamma(TRUTH["p"] * bought) / (own * bought)
    pq.write_table(pa.table({
        "customer_id": [f"C{number:08d}" for number in range(customers)], "repeats": repeats,
        "last": last, "observed": observed, "mean_value": np.where(repeats > 0, mean, 0.0),
    }), target)  # fmt: skip


def score(source: Path, target: Path) -> None:
    from hengke.pipelines.lifetimes import score_file

    found = score_file(source, target, ahead=52.0)
    sys.stderr.write(f"{json.dumps(found)}\n")


def floor(source: Path, target: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute(
            f"copy (select customer_id, mean_value, count(*) over (partition by repeats, last, "
            f"observed) as alike from read_parquet('{source}')) to '{target}' (format parquet)"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.lifetimes", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--step", nargs=3, metavar=("NAME", "FROM", "TO"))
    wanted = parser.parse_args()
    if wanted.step:
        name, source, target = wanted.step
        {"score": score, "floor": floor}[name](Path(source), Path(target))
        return
    with tempfile.TemporaryDirectory(prefix="hengke-lifetimes-") as folder:
        source = Path(folder) / "customers.parquet"
        simulate(source, customers=wanted.customers)
        spent = {}
        for step in ("floor", "score"):
            command = [sys.executable, "-m", "bench.lifetimes", "--step", step, str(source),
                       str(Path(folder) / f"{step}.parquet")]  # fmt: skip
            spent[step] = processes.alone(command)
            if spent[step].exit_code:
                sys.exit(f"{step} ended with exit code {spent[step].exit_code}")
    for step, one in spent.items():
        print(f"{step}: {one.seconds:.2f} s, CPU {one.cpu_seconds:.2f} s, {one.peak_mb:.0f} MB")
    ratio = spent["score"].cpu_seconds / spent["floor"].cpu_seconds
    print(f"score to floor: {ratio:.2f} (CPU); limit at 1,000,000 customers {LIMIT_SECONDS:g} s")


if __name__ == "__main__":
    main()
