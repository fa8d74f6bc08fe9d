"""The `spec` fixture: a table in, a function over Ibis tables, a table out, on every engine.

DuckDB always; Spark where PySpark is installed (`-m "not spark"` leaves it out). What one engine
cannot do is declared, never skipped silently:

    @pytest.mark.notimpl("spark", raises=SomeError, reason="why, and what would mend it")

The test then fails on the day on which the gap is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import ibis.expr.types as ir
import pytest
from tests.spec import ascii_table
from tests.spec.engines import Answer, DuckDB, Engine, Spark, spark_session

Given = str | Mapping[str, str]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "notimpl(engine, raises=, reason=): a declared gap; fails once it is closed"
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A declared gap is a strict expected failure, on that engine and with that error alone."""
    for item in items:
        engine = getattr(item, "callspec", SimpleNamespace(params={})).params.get("engine")
        for gap in item.iter_markers("notimpl"):
            if gap.args == (engine,):
                why = {"raises": gap.kwargs["raises"], "reason": gap.kwargs["reason"]}
                item.add_marker(pytest.mark.xfail(strict=True, **why))


@pytest.fixture(scope="session")
def duckdb_engine() -> DuckDB:
    return DuckDB()


@pytest.fixture(scope="session")
def spark_engine() -> Iterator[Spark]:
    session = spark_session()
    yield Spark(session)
    session.stop()


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.getfixturevalue(f"{request.param}_engine")


@pytest.fixture
def spec(engine: Engine) -> Callable[..., None]:
    """Run `when` over the tables of `given` and compare with `then`.

    One given table is handed over as it is, several as attributes (`s.accounts`). Rows may come in
    any order. Columns that `then` does not name are not compared; types are the engine's own.
    """

    def run(*, given: Given, when: Callable[[Any], ir.Table], then: str) -> None:
        __tracebackhide__ = True
        expected = ascii_table.parse(then)
        answer = engine.run(when(_tables(engine, given)).select(*expected.names))
        assert answer.types == expected.schema
        assert _comparable(answer) == _comparable(Answer(expected.schema, list(expected.rows)))

    return run


def _tables(engine: Engine, given: Given) -> Any:
    if isinstance(given, str):
        return engine.table(ascii_table.parse(given))
    tables = {name: engine.table(ascii_table.parse(text)) for name, text in given.items()}
    return SimpleNamespace(**tables)


def _comparable(answer: Answer) -> list[dict[str, Any]]:
    """Rows as dicts in one fixed order; floats to nine digits."""
    rows = [tuple(_rounded(value) for value in row) for row in answer.rows]
    return [dict(zip(answer.types, row, strict=True)) for row in sorted(rows, key=repr)]


def _rounded(value: Any) -> Any:
    return float(f"{value:.9g}") if isinstance(value, float) else value
