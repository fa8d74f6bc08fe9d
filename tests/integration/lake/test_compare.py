"""`hengke lake compare`: what two homes have found, row by row and column by column."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from hengke.cli.app import app
from hengke.cli.lake import DIFFERENT
from hengke.pipelines import lake
from hengke.pipelines.comparing import Side, TableComparison, compared
from hengke.pipelines.home import Home, HomeSettings

pytestmark = pytest.mark.slow_test


def positions(probabilities: list[float | None], *, tier: str = "gold") -> pa.Table:
    count = len(probabilities)
    return pa.table(
        {
            "policy": ["standard"] * count,
            "customer_id": [f"C{number}" for number in range(count)],
            "effective_tier": [tier] * count,
            "aum_minor": pa.array(range(count), pa.int64()),
            "fall_probability": pa.array(probabilities, pa.float64()),
            "run_id": ["of its own"] * count,
        }
    )


@pytest.fixture
def home_of(tmp_path: Path) -> Callable[..., Home]:
    """A home whose newest run found these positions, in one file or in part files."""

    def made(name: str, rows: pa.Table, *, parts: int = 1) -> Home:
        home = Home(tmp_path / name)
        home.write_settings(HomeSettings())
        path = home.lake / "gold" / name / "positions.parquet"
        path.parent.mkdir(parents=True)
        if parts == 1:
            pq.write_table(rows, path)
        else:
            path.mkdir()
            for part in range(parts):
                pq.write_table(rows.filter(pc.equal(pc.bit_wise_and(rows["aum_minor"], 1), part)),
                               path / f"part-{part}.parquet")  # fmt: skip
        entry = lake.RunEntry(
            name, "2026-10-23", "b1", "duckdb", "2026-10-23T20:00:00", 1.0, len(rows), {},
            gold={"positions": path.relative_to(home.lake).as_posix()},
        )  # fmt: skip
        lake.commit(home, lake.Manifest(runs=[entry]))
        return home

    return made


def the_table(a: Home, b: Home) -> TableComparison:
    sides = [Side(home, lake.load(home).runs[-1]) for home in (a, b)]
    (table,) = compared(*sides).tables
    return table


def test_the_same_rows_in_part_files_are_the_same_whatever_the_run_is_called(home_of: Any) -> None:
    rows = positions([0.1, 0.2, None])
    table = the_table(home_of("one", rows), home_of("parts", rows, parts=2))
    assert table.same
    assert (table.equal, table.different) == (3, 0)
    assert table.largest_relative_difference == {"fall_probability": 0.0}


def test_a_float_may_differ_in_its_last_digits_and_the_difference_is_told(home_of: Any) -> None:
    table = the_table(
        home_of("one", positions([0.5, 0.25])), home_of("two", positions([0.5 + 5e-11, 0.25]))
    )
    assert table.same
    assert table.largest_relative_difference["fall_probability"] == pytest.approx(1e-10, rel=1e-3)


def test_more_than_that_a_null_and_a_word_are_differences_of_their_columns(home_of: Any) -> None:
    one = home_of("one", positions([0.5, 0.25, None]))
    two = home_of("two", positions([0.5 + 1e-8, None, None]))
    three = home_of("three", positions([0.5, 0.25, None], tier="base"))
    table = the_table(one, two)
    assert (table.equal, table.different, table.columns) == (1, 2, {"fall_probability": 2})
    assert the_table(one, three).columns == {"effective_tier": 3}


def test_rows_that_only_one_side_has_are_counted_per_side(home_of: Any) -> None:
    one = home_of("one", positions([0.1, 0.2, 0.3]))
    table = the_table(one, home_of("two", positions([0.1])))
    assert (table.equal, table.only_a, table.only_b, table.same) == (1, 2, 0, False)


def test_a_column_of_another_type_is_named_and_not_compared(home_of: Any) -> None:
    rows = positions([0.1])
    wide = rows.set_column(3, "aum_minor", rows["aum_minor"].cast(pa.float64()))
    table = the_table(home_of("one", rows), home_of("two", wide.drop_columns(["effective_tier"])))
    assert table.schema == {
        "effective_tier": "only in A", "aum_minor": "BIGINT in A, DOUBLE in B",
    }  # fmt: skip
    assert (table.different, table.same) == (0, False)


def test_the_command_answers_in_json_and_by_its_exit_code(home_of: Any) -> None:
    one, other = home_of("one", positions([0.1])), home_of("two", positions([0.9]))
    runner = CliRunner()
    alike = runner.invoke(app, ["lake", "compare", str(one.path), str(one.path), "--json"])
    apart = runner.invoke(app, ["lake", "compare", str(one.path), str(other.path), "--json"])
    assert (alike.exit_code, json.loads(alike.stdout)["same"]) == (0, True)
    assert apart.exit_code == DIFFERENT
    (table,) = json.loads(apart.stdout)["tables"]
    assert (table["different"], table["columns"]) == (1, {"fall_probability": 1})
    told = runner.invoke(app, ["lake", "compare", str(one.path), str(other.path)])
    assert "The results differ." in told.stdout


def test_a_home_without_a_run_is_refused_with_the_command_that_makes_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "empty")
    home.write_settings(HomeSettings())
    done = CliRunner().invoke(app, ["lake", "compare", str(home.path), str(home.path)])
    assert done.exception is not None
    assert "hengke run" in str(done.exception)
