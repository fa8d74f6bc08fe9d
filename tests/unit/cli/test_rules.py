"""`hengke rules`: a check needs no home, and what is refused is marked."""

from __future__ import annotations

import json
from pathlib import Path


def test_a_check_tells_type_columns_sentences_and_sql(hengke) -> None:
    answer = hengke("rules", "check", "aum_month_avg >= 500000 and not has('fund')", "--json")
    assert answer.exit_code == 0
    told = json.loads(answer.out)
    assert told["type"] == "flag"
    assert [one["name"] for one in told["columns"]] == ["aum_month_avg", "has_fund"]
    assert told["sentence"]["zh"] == "本月日均资产不低于500,000元，且不持有基金"
    assert told["sentence"]["en"].endswith("and holds no funds")
    assert '"aum_month_avg" >= 50000000' in told["sql"]
    plain = hengke("rules", "check", "aum = null")
    assert "flag: 管理资产与未知比较" in plain.out
    assert "'is null' asks" in plain.err


def test_a_wrong_expression_ends_with_two_and_a_line_of_carets(hengke) -> None:
    answer = hengke("rules", "check", "aum > 1 and aum_mnth_avg > 5", "--json")
    assert (answer.exit_code, answer.out) == (2, "")
    assert "aum > 1 and aum_mnth_avg > 5\n              ^^^^^^^^^^^^\n" in answer.err
    assert "Did you mean 'aum_month_avg'?" in answer.err


def test_a_count_needs_a_home(hengke, tmp_path: Path) -> None:
    asked = ("rules", "count", "aum > 1", "--as-of", "2026-10-23", "--home", str(tmp_path / "no"))
    answer = hengke(*asked)
    assert answer.exit_code == 2
    assert "There is no Hengke home" in answer.err


def test_everything_that_can_be_named_is_listed(hengke) -> None:
    told = json.loads(hengke("rules", "features", "--json").out)
    features = {one["name"]: one for one in told["features"]}
    assert features["aum"]["unit"] == "yuan"
    assert features["aum"]["source"] == "customer_records.aum_minor"
    assert features["age"]["grain"] == "customer"
    assert {"has('fund')", "days_since(opened_on)"} <= {one["form"] for one in told["functions"]}
    assert "aum_month_avg" in hengke("rules", "features").out
