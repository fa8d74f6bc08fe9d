"""One tree, three forms: for books, for one customer, in words. They agree, whatever the rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.generative.rules_at_random import (
    CATALOGUE,
    REFERENCES,
    ROWS,
    RULES,
    SCHEMA,
)

from hengke.engine.rules import books, singles
from hengke.engine.rules.checking import Rule, check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.sentences import sentence_of
from hengke.engine.rules.tree import Segment, columns, walked


def checked(text: str) -> Rule:
    return check(text, catalogue=CATALOGUE, references=REFERENCES)


@pytest.fixture(scope="module")
def duckdb() -> Iterator[Any]:
    connection = ibis.duckdb.connect(threads=1)
    yield connection
    connection.disconnect()


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=RULES, rows=ROWS)
def test_the_book_and_the_single_customer_get_the_same_answer(
    duckdb: Any, text: str, rows: list[dict[str, Any]]
) -> None:
    rule = checked(text)
    arrow = pa.Table.from_pylist(rows, schema=ibis.schema(SCHEMA).to_pyarrow())
    table = ibis.memtable(arrow)
    asked = table.select(answer=books.expression(rule.tree, table))
    book = [row["answer"] for row in duckdb.to_pyarrow(asked).to_pylist()]
    function = singles.function(rule.tree)
    assert book == [function(row) for row in rows], (text, rows, ibis.to_sql(asked))


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=RULES)
def test_every_rule_can_be_said_and_names_each_of_its_columns(text: str) -> None:
    tree = checked(text).tree
    zh, en = (sentence_of(tree, language, catalogue=CATALOGUE) for language in ("zh", "en"))
    if any(isinstance(one, Segment) for one in walked(tree)):  # it is said by its own name
        assert "busy" in zh
        return
    for name in (one for one in columns(tree) if one in CATALOGUE.features):
        assert CATALOGUE[name].zh in zh
        assert CATALOGUE[name].en in en


SCRAPS = (
    "aum", "region", "opened_on", "vip", "and", "or", "not", "(", ")", ",", "in", "between", "is",
    "null", "1", "0.5", "'x'", "=", "<", "+", "-", "*", "/", "coalesce", "abs", "tag", "segment",
    "date", "select", "from", "case", "when", "end", ".", ";", "[", "'", '"', "--", "/*", "::", "@",
    "上海", "万", "{", "$1", "?", "\n", "array", "interval", "exists", "over", "as", "any",
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(scraps=st.lists(st.sampled_from(SCRAPS), max_size=12), glue=st.sampled_from((" ", "")))
def test_whatever_is_written_is_a_rule_or_refused(scraps: list[str], glue: str) -> None:
    text = glue.join(scraps)
    found = rule_or_error(text)
    if isinstance(found, RuleError):
        assert 0 <= found.place.start <= found.place.end <= max(len(text), 1)
    else:
        assert sentence_of(found.tree, "zh", catalogue=CATALOGUE)
        singles.function(found.tree)({})


def rule_or_error(text: str) -> Rule | RuleError:
    try:
        return checked(text)
    except RuleError as error:
        return error
