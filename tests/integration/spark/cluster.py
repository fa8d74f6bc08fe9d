"""Runs homes on a Spark cluster of two executors, in a process of its own, in one session.

    python -m tests.integration.spark.cluster HOME AS_OF [HOME AS_OF ...]

Prints what the tests ask about: how many executors there were, how rows were scored, and the most
rows that one question brought to the driver. A process of its own: the spec tests have another
session, and a process has one.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from hengke.pipelines import nightly, spark
from hengke.pipelines.home import Home

CLUSTER = "local-cluster[2,1,1024]"


class Watched(spark.SparkCatalog):
    """Remembers what was fetched, and the plan by which rows were scored."""

    fetched: ClassVar[list[int]] = []
    plans: ClassVar[list[str]] = []

    def arrow(self, table: Any) -> pa.Table:
        rows = super().arrow(table)
        self.fetched.append(rows.num_rows)
        return rows

    def _written(self, name: str, frame: Any) -> Path:
        if name.endswith("_scores"):  # batch_scores names them by what is scored
            self.plans.append(frame._jdf.queryExecution().executedPlan().toString())
        return super()._written(name, frame)


def main(arguments: list[str]) -> dict[str, Any]:
    session = spark.opened_session(CLUSTER)
    spark.SparkCatalog = Watched  # type: ignore[misc]
    told: dict[str, Any] = {"homes": {}}
    for home, as_of in zip(arguments[::2], arguments[1::2], strict=True):
        Watched.fetched.clear()
        done = nightly.run(Home(Path(home)), as_of=date.fromisoformat(as_of), engine="spark")
        told["homes"][home] = {
            "rows": done.rows, "stages": done.stages, "most_fetched": max(Watched.fetched),
        }  # fmt: skip
    told["plans"] = Watched.plans
    told["block_managers"] = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size()
    session.stop()
    return told


if __name__ == "__main__":
    sys.stdout.write("\n" + json.dumps(main(sys.argv[1:])) + "\n")
