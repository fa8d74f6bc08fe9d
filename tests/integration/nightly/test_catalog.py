"""Engines behind one door: exact schemas, ordered files, equal bytes for equal rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from tests.integration.homes import fingerprints

from hengke.kernel.errors import Refused
from hengke.pipelines import spark
from hengke.pipelines.answers import parquet, rows
from hengke.pipelines.catalog import Catalog, opened

pytestmark = pytest.mark.slow_test
BEYOND_FLOATS = 9_007_199_254_740_993  # 2^53 + 1: a double would end in 2
SCHEMA = {"account": "string", "total": "int64", "held_on": "date"}
ROWS = pa.table(
    {
        "account": ["b", "a", "a"],
        "amount": [1, BEYOND_FLOATS - 7, 7],
        "held_on": pa.array([None, 20_000, 20_000], pa.date32()),
    }
)


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def catalog(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path / "scratch", engine=request.param) as found:
        yield found


def test_sums_are_written_as_whole_numbers_in_the_order_of_the_key_and_read_back(
    catalog: Catalog, tmp_path: Path
) -> None:
    given = catalog.given(ROWS)
    sums = given.group_by("account").agg(total=given.amount.sum(), held_on=given.held_on.max())
    kept = catalog.keep("sums", sums)
    assert str(catalog.arrow(kept).schema.field("total").type) == "int64"
    for name, table in (("one", sums), ("two", kept)):
        path = tmp_path / "out" / f"{name}.parquet"
        assert catalog.write(path, table, SCHEMA, key=["account"]) == 2
        assert [str(kind) for kind in pq.read_schema(path).types] == [
            "string", "int64", "date32[day]",
        ]  # fmt: skip
    with opened(tmp_path / "plain") as plain:
        again = plain.given(catalog.arrow(kept))
        plain.write(tmp_path / "out" / "three.parquet", again, SCHEMA, key=["account"])
    assert len(set(fingerprints(tmp_path / "out").values())) == 1
    again = catalog.arrow(catalog.read([tmp_path / "out" / "one.parquet"], SCHEMA))
    assert sorted(again["total"].to_pylist()) == [1, BEYOND_FLOATS]


def doubled(rows: pa.RecordBatch) -> pa.RecordBatch:
    amounts = pc.multiply(rows.column("amount"), 2)
    return pa.record_batch([rows.column("account"), amounts], names=["account", "twice"])


def test_rows_go_through_a_function_of_batches_where_they_lie(catalog: Catalog) -> None:
    given = catalog.given(ROWS)
    schema = {"account": "string", "twice": "int64"}
    found = catalog.arrow(catalog.mapped("doubled", given, doubled, schema))
    assert sorted(found["twice"].to_pylist()) == [2, 14, 2 * (BEYOND_FLOATS - 7)]
    nobody = catalog.mapped("none", given.filter(given.account == "z"), doubled, schema)
    assert catalog.arrow(nobody).num_rows == 0


@pytest.mark.spark
def test_what_is_too_much_for_one_file_of_spark_is_a_folder_of_files_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark, "ROWS_OF_A_FILE", 2)
    path, schema = tmp_path / "out.parquet", {"account": "string", "amount": "int64"}
    with opened(tmp_path / "scratch", engine="spark") as catalog:
        for _again in range(2):
            assert catalog.write(path, catalog.given(ROWS), schema, key=["amount"]) == 3
        assert catalog.arrow(catalog.read([path], schema)).num_rows == 3
    parts = sorted(path.iterdir())
    amounts = [pq.read_table(one)["amount"].to_pylist() for one in parts]
    assert [one.name for one in parts] == [f"part-{place:05}.parquet" for place in range(2)]
    assert [amount for part in amounts for amount in part] == [1, 7, BEYOND_FLOATS - 7]
    with opened(tmp_path / "plain") as plain:
        assert plain.arrow(plain.read([path], schema)).num_rows == 3
    assert rows(f"SELECT count(*) AS n FROM {parquet(path)}") == [{"n": 3}]


def test_no_files_are_an_empty_table_of_the_schema(catalog: Catalog) -> None:
    empty = catalog.arrow(catalog.read([], SCHEMA))
    assert (empty.num_rows, empty.column_names) == (0, list(SCHEMA))


def test_scratch_files_are_gone_afterwards_also_when_something_broke(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), opened(tmp_path / "scratch") as catalog:
        broken(catalog)
    assert list(tmp_path.iterdir()) == []


def broken(catalog: Catalog) -> None:
    catalog.keep("rows", catalog.given(ROWS))
    raise ZeroDivisionError


def test_an_engine_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no engine 'flink'"), opened(tmp_path, engine="flink"):
        pass
