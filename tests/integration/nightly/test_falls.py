"""The fall model at work: fitted once per period, learnt from a sample, applied where rows lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
import pytest
from tests.integration.homes import AS_OF, POLICY
from tests.unit.learning.books import draining_book, gold_book

from hengke.learning.fall import FallModel
from hengke.learning.fall_features import INPUTS
from hengke.pipelines import catalog as catalogs
from hengke.pipelines import lake, nightly
from hengke.pipelines.catalog import Catalog, DuckDBCatalog, opened
from hengke.pipelines.falls import models, sampling, scores
from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test
NEXT_DAY, DAY_AFTER = date(2026, 10, 24), date(2026, 10, 25)
FEW = 150


def model_of(home: Home, as_of: date) -> tuple[str, dict[str, Any]]:
    """Where the model of a day's run lies, and what the run tells of it."""
    found = next(one for one in lake.load(home).runs if one.as_of == as_of.isoformat())
    return found.models[POLICY], found.report["falls"][POLICY]


def test_a_model_serves_until_its_period_ends_and_learns_from_a_sample(
    tiers_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next day fits nothing. Who learns from fewer rows learns another model, from a part of
    the book."""
    path, told = model_of(tiers_home, AS_OF)
    written = (tiers_home.lake / path).stat().st_mtime_ns
    nightly.run(tiers_home, as_of=NEXT_DAY)
    assert model_of(tiers_home, NEXT_DAY)[0] == path
    assert (tiers_home.lake / path).stat().st_mtime_ns == written
    assert told["model"]["rows"] > 2 * FEW
    for module in (models, sampling):
        monkeypatch.setattr(module, "MOST_ROWS", FEW)
    nightly.run(tiers_home, as_of=DAY_AFTER)
    other, fewer = model_of(tiers_home, DAY_AFTER)
    rows = fewer["model"]["rows"] if "model" in fewer else fewer["rows"]
    assert other != path
    assert FEW / 2 < rows < FEW * 2


@pytest.fixture(scope="module", params=[gold_book, draining_book])
def model(request: pytest.FixtureRequest) -> str:
    """The plain way, and trees."""
    found = models.fitted(request.param()).model
    assert found is not None
    assert (FallModel.from_json(found).curve is not None) == (request.param is gold_book)
    return found


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with opened(tmp_path / "scratch") as found:
        yield found


def customers(catalog: Catalog) -> ir.Table:
    book = gold_book(300)
    columns = {"customer_id": pa.array(book.customers)}
    return catalog.given(
        pa.table(columns | {name: pa.array(book.inputs[name], from_pandas=True) for name in INPUTS})
    )


def test_the_most_probable_falls_are_explained_whatever_the_batches(
    catalog: Catalog, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "MOST_EXPLAINED", 10)
    answers = []
    for at_once in (7, 1_000):
        monkeypatch.setattr(catalogs, "ROWS_AT_ONCE", at_once)
        found = scores.scores(catalog, model, customers(catalog))
        answers.append(catalog.arrow(found.order_by("customer_id")).to_pylist())
    assert answers[0] == answers[1]
    explained = [one for one in answers[0] if one["reasons"] is not None]
    others = [one for one in answers[0] if one["reasons"] is None]
    assert (len(explained), len(others)) == (10, 290)
    least = min(one["fall_probability"] for one in explained)
    assert least >= max(one["fall_probability"] for one in others)


def test_scoring_fetches_one_number_and_never_more_rows_than_a_batch(
    catalog: Catalog, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched, batches = [], []
    arrow, call = DuckDBCatalog.arrow, scores.Scorer.__call__

    def seen(self: DuckDBCatalog, table: ir.Table) -> pa.Table:
        fetched.append(arrow(self, table))
        return fetched[-1]

    def counted(self: scores.Scorer, rows: pa.RecordBatch) -> pa.RecordBatch:
        batches.append(rows.num_rows)
        return call(self, rows)

    monkeypatch.setattr(DuckDBCatalog, "arrow", seen)
    monkeypatch.setattr(scores.Scorer, "__call__", counted)
    monkeypatch.setattr(catalogs, "ROWS_AT_ONCE", 64)
    scores.scores(catalog, model, customers(catalog))
    assert [(rows.num_rows, rows.num_columns) for rows in fetched] == [(1, 1)]
    assert sum(batches) == 300
    assert max(batches) <= 64
