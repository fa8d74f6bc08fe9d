"""`python -m bench.associations`: the products of a million simulated customers, file to file.

Beside it, in the same run, DuckDB counts the pairs and triples by joining the holdings with
themselves on whole numbers: the plain way. Both must find the same counts. Each part is a process
of its own.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from hengke.pipelines import processes

CUSTOMERS, PRODUCTS, GROUPS, MEAN = 1_000_000, 30, 6, 4.0
SUPPORT, LIFT = 0.01, 1.1
SEED = 20_261_023
LIMIT_SECONDS = 30.0


def simulate(target: Path, *, customers: int) -> None:
    """Customers of six kinds, each with a leaning of its own; about four products each."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    draw = np.random.default_rng(SEED)
    leaning = draw.gamma(0.6, size=(GROUPS, PRODUCTS))
    chance = np.minimum(leaning / leaning.sum(axis=1, keepdims=True) * MEAN * 1.15, 0.95)
    kind = draw.integers(0, GROUPS, customers)
    held = draw.random((customers, PRODUCTS), dtype=np.float32) < chance[kind]
    held[np.arange(customers), draw.integers(0, PRODUCTS, customers)] = True
    customer, product = np.nonzero(held)
    names = pa.array([f"product {number:02d}" for number in range(PRODUCTS)])
    codes = pa.DictionaryArray.from_arrays(pa.array(product.astype(np.int32)), names)
    pq.write_table(pa.table({"customer_id": customer, "product": codes}), target)


def rules(source: Path, target: Path) -> None:
    from hengke.pipelines.associations import rules_file

    found = rules_file(source, target, support=SUPPORT, lift=LIFT)
    sys.stderr.write(f"{len(found)} useful rules\n")


def counted(source: Path) -> list[list[object]]:
    """Our pairs and triples, as the joins tell theirs."""
    from hengke.learning.associations import count_sets
    from hengke.pipelines.associations import read_baskets

    sets = count_sets(read_baskets(source), support=SUPPORT).named()
    return sorted(([*key, n] for key, n in sets.items() if len(key) > 1), key=str)


def joins(source: Path, target: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set threads = 2")
        connection.execute(
            "create temp table h as select customer_id as c, "
            f"right(product, 2)::utinyint as p from read_parquet('{source}')"
        )
        fewest = f"{SUPPORT} * (select count(distinct c) from h)"
        pairs = connection.execute(
            "create temp table two as select a.p as p, b.p as q, count(*) as n from h a join h b "
            f"on a.c = b.c and a.p < b.p group by all having n >= {fewest}; select * from two"
        ).fetchall()
        triples = connection.execute(
            "select a.p, b.p, d.p, count(*) as n from h a join h b on a.c = b.c and a.p < b.p "
            "join two on two.p = a.p and two.q = b.p join h d on d.c = b.c and b.p < d.p "
            f"group by all having n >= {fewest}"
        ).fetchall()
    told = [[*(f"product {one:02d}" for one in row[:-1]), row[-1]] for row in (*pairs, *triples)]
    target.with_suffix(".json").write_text(json.dumps(sorted(told, key=str)), encoding="utf-8")


STEPS = {"rules": rules, "joins": joins}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.associations", description=__doc__)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--step", nargs=3, metavar=("NAME", "FROM", "TO"))
    wanted = parser.parse_args()
    if wanted.step:
        name, source, target = wanted.step
        STEPS[name](Path(source), Path(target))
        return
    with tempfile.TemporaryDirectory(prefix="hengke-associations-") as folder:
        _compared(Path(folder), customers=wanted.customers)


def _compared(folder: Path, *, customers: int) -> None:
    source = folder / "holdings.parquet"
    simulate(source, customers=customers)
    spent = {step: _measured(step, source, folder / f"{step}.parquet") for step in STEPS}
    ours, theirs = counted(source), json.loads((folder / "joins.json").read_text(encoding="utf-8"))
    for step, one in spent.items():
        print(f"{step}: {one.seconds:.2f} s, CPU {one.cpu_seconds:.2f} s, {one.peak_mb:.0f} MB")
    ratio = spent["rules"].cpu_seconds / spent["joins"].cpu_seconds
    print(f"rules to joins: {ratio:.2f} (CPU); limit at 1,000,000 customers {LIMIT_SECONDS:g} s")
    print(f"pairs and triples: {len(ours)}, equal: {ours == theirs}")
    if ours != theirs:
        sys.exit(1)


def _measured(step: str, source: Path, target: Path) -> processes.Spent:
    command = [sys.executable, "-m", "bench.associations", "--step", step, str(source), str(target)]
    spent = processes.alone(command)
    if spent.exit_code:
        sys.exit(f"{step} ended with exit code {spent.exit_code}")
    return spent


if __name__ == "__main__":
    main()
