"""Every rule that can refuse a row has its reason in Chinese too."""

from __future__ import annotations

import re

import pytest

from hengke.engine.schemas import BOOKKEEPING, CONTRACT
from hengke.kernel.sentences import in_language
from hengke.pipelines.intake import deviation, titles
from hengke.pipelines.intake.candidates import Candidates, Part
from hengke.pipelines.intake.mapping import Target
from hengke.pipelines.intake.reasons import either, reason
from hengke.pipelines.intake.row_rules import findings

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPOKEN = re.compile(r"(?:^|THEN |ELSE )\(+'((?:[^']|'')*)'")


def _of(table: str) -> Candidates:
    """Rows whose every column was read from text, so that every rule is asked."""
    schema = CONTRACT[table]
    raw = {f"_raw_{column.name}": "VARCHAR" for column in schema.columns}
    return Candidates(schema, (Part(0, "source", Target(table, as_contract=True)),), raw)


@pytest.mark.parametrize("table", [table for table in CONTRACT if table not in BOOKKEEPING])
def test_each_rule_of_a_table_says_why_in_both_languages(table: str) -> None:
    found = findings(_of(table))
    assert found
    for one in found:
        spoken = SPOKEN.findall(one.reason.zh)
        assert len(spoken) == len(SPOKEN.findall(one.reason.en)) > 0
        assert [text for text in spoken if not CHINESE.search(text)] == []


def test_parts_are_sql_and_quotes_are_safe() -> None:
    said = reason("not found in {table}", table="'it''s'")
    assert said.en == "('not found in ' || ('it''s'))"
    assert said.zh == "('在“' || ('it''s') || '”中不存在')"
    assert said.columns == f"{said.en} AS reason, {said.zh} AS reason_zh"


def test_a_part_may_differ_by_language() -> None:
    said = reason("not found in {table}", table=titles.of_table("customers"))
    assert (said.en, said.zh) == (
        "('not found in ' || ('customers'))", "('在“' || ('客户') || '”中不存在')",
    )  # fmt: skip
    formats = titles.of_days(["%Y-%m-%d", "%d.%m.%y %H:%M:%S"])
    assert formats.en == "'%Y-%m-%d, %d.%m.%y %H:%M:%S'"
    assert formats.zh == "'YYYY-MM-DD, DD.MM.YY HH:MM:SS'"


@pytest.mark.parametrize("table", [table for table in CONTRACT if table not in BOOKKEEPING])
def test_what_is_unlike_the_last_delivery_is_told_with_titles(table: str) -> None:
    for what in ("rows", *deviation._money(CONTRACT[table])):
        told = deviation.Deviation("kh", table, what, 10, 20, 20).text()
        assert f"kh, {table}: " in told
        assert told.count(what.removesuffix("_minor")) >= 1
        chinese = in_language(told, "zh")
        assert CHINESE.match(chinese), chinese
        assert table not in chinese
        assert what.removesuffix("_minor") not in chinese


def test_the_first_condition_that_holds_gives_the_reason() -> None:
    said = either(("x > 1", reason("neither yes nor no")), otherwise=reason("not a plain number"))
    assert (
        said.en == "(CASE WHEN x > 1 THEN ('neither yes nor no') ELSE ('not a plain number') END)"
    )
    assert "WHEN x > 1 THEN ('既不是“是”也不是“否”') ELSE ('不是普通数字')" in said.zh
