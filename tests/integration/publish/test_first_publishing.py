"""Into an empty workbench rows are written first and indexed afterwards; later nights are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests import databases
from tests.integration.publish.small_bank import night
from tests.integration.publish.workbench_file import Bench

from hengke.kernel.errors import Broken
from hengke.pipelines.publishing import switch
from hengke.pipelines.publishing.opening import opened

ON_SQLITE = "SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'index' ORDER BY 1, 2"
ON_POSTGRESQL = """
SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
"""


def indexes(bench: Bench) -> list[tuple[Any, ...]]:
    return bench.rows(ON_POSTGRESQL if databases.server() else ON_SQLITE)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements of every switch while the test lasts."""
    said: list[str] = []
    whole = switch.statements

    def heard(store: Any, **how: Any) -> Iterator[str]:
        for statement in whole(store, **how):
            said.append(statement)
            yield statement

    monkeypatch.setattr(switch, "statements", heard)
    return said


def test_the_first_publishing_makes_every_index_again_as_it_was(
    bench: Bench, said: list[str]
) -> None:
    before = indexes(bench)
    bench.publish(night("R1"))
    dropped = [one for one in said if one.startswith("DROP INDEX")]
    assert any("cust_name_key" in one for one in dropped)
    assert any("tiering_pos_branch_fall" in one for one in dropped)
    assert said.index(dropped[-1]) < said.index(next(one for one in said if "INSERT" in one))
    assert indexes(bench) == before


def test_a_later_night_leaves_the_indexes(bench: Bench, said: list[str]) -> None:
    bench.publish(night("R1"))
    said.clear()
    bench.publish(night("R2", ["0001", "0002"]))
    assert said
    assert not [one for one in said if "INDEX" in one or "CONSTRAINT" in one]


def test_a_first_publishing_that_fails_leaves_the_indexes(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = indexes(bench)
    monkeypatch.setattr(switch, "ASSIGNED", "UPDATE no_such_table SET a = 1")
    with pytest.raises(Broken, match="the old ones stay"):
        bench.publish(night("R1"))
    assert indexes(bench) == before
    assert bench.rows("SELECT count(*) FROM customers_customer") == [(0,)]


def test_every_index_named_for_dropping_is_one_of_its_table(bench: Bench) -> None:
    store = opened(bench.url)
    try:
        found = {table: store.indexes(table) for table in switch.FILLED}
    finally:
        store.close()
    known = {(table, name) for table, name, *_ in indexes(bench)}
    named = {
        (table, dropped.split('"')[1]) for table, pairs in found.items() for dropped, _ in pairs
    }
    assert named <= known
    assert len(named) > 30
