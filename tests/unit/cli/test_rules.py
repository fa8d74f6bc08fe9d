"""`hengke rules`: a check needs no home, and what is refused is marked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hengke.pipelines.home import Home, HomeSettings


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No home in this folder, and none by the environment."""
    monkeypatch.chdir(tmp_path_factory.mktemp("nowhere"))
    for name in ("HENGKE_HOME", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)


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


def test_an_unknown_name_is_answered_with_the_command_that_lists_all(hengke) -> None:
    assert "printed by: hengke rules features" in hengke("rules", "check", "zzzzz > 1").err
    refused = hengke("rules", "check", "tag('x')")
    assert refused.exit_code == 2
    assert "There is no tag 'x'" in refused.err
    assert "list of tags has every code. It is printed by: hengke rules tags\n" in refused.err
    assert "features" not in refused.err


def test_the_tags_of_a_day_are_listed_with_their_rules(hengke) -> None:
    told = json.loads(hengke("rules", "tags", "--json").out)["tags"]
    rules = {one["code"]: one["rule"] for one in told}
    assert rules["potential_high"] == "potential_score >= 60"
    assert "potential_high" in hengke("rules", "tags").out


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


def test_a_shipped_tag_is_known_without_a_home_and_read_by_its_rule(hengke) -> None:
    told = json.loads(hengke("rules", "check", "tag('activity_sleeping')", "--json").out)
    assert told["tags"] == ["activity_sleeping"]
    assert [one["name"] for one in told["columns"]] == ["days_without_own_booking"]
    assert told["sentence"] == {"zh": "带有标签“睡眠客户”", "en": "has the tag 'sleeping'"}
    assert '"days_without_own_booking" > 365' in told["sql"]
    wrong = hengke("rules", "check", "tag('activity_sleepin')")
    assert wrong.exit_code == 2
    assert "Did you mean 'activity_sleeping'?" in wrong.err


def test_a_tag_of_the_banks_own_is_known_from_its_first_day(hengke, tmp_path: Path) -> None:
    Home(tmp_path).write_settings(HomeSettings())
    plain = 'source = "t"\nfamily = "value"\nowner = "t"\nzh = "大"\nen = "big"\n[[tags]]\n'
    folder = tmp_path / "policies" / "tagging" / "our_big"
    folder.mkdir(parents=True)
    (folder / "2026-10-01.toml").write_text(
        plain + 'code = "our_big"\nzh = "大"\nen = "big"\nrule = "aum > 5"\n', encoding="utf-8"
    )
    asked = ("rules", "check", "tag('our_big')", "--home", str(tmp_path), "--as-of")
    assert "has the tag 'big'" in hengke(*asked, "2026-10-01").out
    listed = ("rules", "tags", "--home", str(tmp_path), "--as-of")
    assert "our_big" in hengke(*listed, "2026-10-01").out
    assert "our_big" not in hengke(*listed, "2026-09-30").out
    assert "There is no tag 'our_big'" in hengke(*asked, "2026-09-30").err
    assert "There is no tag 'our_big'" in hengke("rules", "check", "tag('our_big')").err


def test_a_segment_that_nobody_can_know_here_is_refused_with_where_to_ask(
    hengke, tmp_path: Path
) -> None:
    answer = hengke("rules", "check", "segment('large') and aum > 1")
    assert (answer.exit_code, "--home DIR" in answer.err) == (2, True)
    Home(tmp_path).write_settings(HomeSettings())
    answer = hengke("rules", "check", "segment('large')", "--home", str(tmp_path))
    assert "This home has none yet" in answer.err
