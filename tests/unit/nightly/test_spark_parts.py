"""Statements for Spark: parts that cost too much to repeat are computed once, before."""

from __future__ import annotations

import sqlglot
import sqlglot.expressions as sge

from hengke.pipelines.spark_parts import MOST_WORK, Statement

HEAVY = " UNION ALL ".join(["SELECT a FROM base"] * (MOST_WORK + 1))


def split(sql: str) -> tuple[str, list[tuple[str, str]]]:
    """The statement that is left, and what was computed before it."""
    done: list[tuple[str, str]] = []

    def compute(name: str, query: str) -> str:
        done.append((name, query))
        return f"{name}_kept"

    query = sqlglot.parse_one(sql, dialect="spark")
    assert isinstance(query, sge.Query)
    return Statement.of(query, "spark").split(compute), done


def test_a_heavy_part_that_is_read_twice_is_computed_once() -> None:
    left, done = split(f"WITH t AS ({HEAVY}) SELECT x.a FROM t AS x, t AS y")
    assert [name for name, _ in done] == ["t"]
    assert left == "SELECT x.a FROM `t_kept` AS x CROSS JOIN `t_kept` AS y"


def test_a_light_part_and_one_that_is_read_once_stay_where_they_are() -> None:
    for part, readers in (("SELECT a FROM base", "t AS x, t AS y"), (HEAVY, "t AS x")):
        left, done = split(f"WITH t AS ({part}) SELECT x.a FROM {readers}")
        assert done == []
        assert left.startswith("WITH `t` AS (")


def test_parts_within_parts_count_as_often_as_they_would_be_repeated() -> None:
    """Two steps, read four times, and three joins are eleven: twice too many."""
    inner = "SELECT a FROM base UNION ALL SELECT a FROM base UNION ALL SELECT a FROM base"
    middle = "SELECT p.a FROM i AS p, i AS q, i AS r, i AS s"
    left, done = split(f"WITH i AS ({inner}), m AS ({middle}) SELECT x.a FROM m AS x, m AS y, m")
    assert [name for name, _ in done] == ["m"]
    assert done[0][1].startswith("WITH `i` AS (")
    assert "`m_kept`" in left
    assert "`i`" not in left
