"""One code, two engines: a cluster with real executors gives the tables that DuckDB gives.

By hand (`make test-spark`), as one night of a small bank on a cluster takes minutes.
"""

from __future__ import annotations

import pytest
from tests.integration.homes import fingerprints
from tests.integration.spark.conftest import Runs

from hengke.pipelines import lake
from hengke.pipelines.comparing import Side, compared

pytestmark = [pytest.mark.spark, pytest.mark.slow_test, pytest.mark.drill_test]
EXECUTORS = 2


def test_every_result_table_has_the_same_schema_and_rows(both: Runs) -> None:
    """Whole numbers, texts and dates are equal, floats to 1e-9 of their size."""
    found = compared(*(Side(home, lake.load(home).runs[-1]) for home in (both.duckdb, both.spark)))
    assert {one.table: (one.schema, one.columns) for one in found.tables if not one.same} == {}
    assert found.same
    assert sum(one.rows_a for one in found.tables) > 0


def test_both_engines_fit_the_same_model_to_the_byte(both: Runs) -> None:
    """The rows that it learns from are drawn by a digest and put in one order."""
    models = [fingerprints(home.lake / "models") for home in (both.duckdb, both.spark)]
    assert models[0] == models[1]


def test_the_executors_of_the_cluster_did_the_work(runs: dict[str, Runs]) -> None:
    """Each has a block manager, and so has the driver."""
    assert runs["synthetic"].told["block_managers"] == EXECUTORS + 1


def test_the_model_goes_to_the_rows_and_the_book_does_not_come_to_the_driver(
    runs: dict[str, Runs],
) -> None:
    """Executors score in Python, and no question answers with a row per customer scored and day.

    What the driver fetches are rows to learn from, figures of the whole and different names.
    """
    told = runs["synthetic"].told
    assert told["plans"]
    assert all("MapInArrow" in plan for plan in told["plans"])
    manifest = lake.load(runs["synthetic"].spark)
    fitted = manifest.runs[-1].report["falls"]["standard_month_average"]
    learnt = fitted.get("rows") or fitted["model"]["rows"]
    assert told["most_fetched"] <= max(learnt, told["rows"]["customer_records"])
