"""What is no rule is refused with its place, in plain words, and with the nearest name."""

from __future__ import annotations

import pytest

from hengke.engine.rules.catalogue import Catalogue, Feature
from hengke.engine.rules.checking import check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.features import CATALOGUE
from hengke.engine.rules.kinds import Kind
from hengke.engine.rules.references import References
from hengke.kernel.sentences import in_language


def refused(text: str, **how: object) -> RuleError:
    with pytest.raises(RuleError) as refusal:
        check(text, **how)  # type: ignore[arg-type]
    return refusal.value


@pytest.mark.parametrize(
    ("text", "place", "way_out"),
    [
        ("aum > 1 and aum_mnth_avg > 2", "aum_mnth_avg", "aum_month_avg"),
        ("kind = 'persn'", "'persn'", "person"),
        ("has('fnd')", "'fnd'", "fund"),
        ("dayssince(opened_on) > 3", "dayssince", "days_since"),
        ("aum > 1 and liability > 2", "liability", "debts"),
        ("occupation like '教%'", "like", "contains"),
        ("aum > 50万", "万", "500000"),
        ("aum > 20万", "万", "200000 for 20万"),
        ("aum > 1.5 亿", "亿", "150000000 for 1.5亿"),
        ("aum ≥ 3", "≥", ">="),
        ("region = ‘上海’", "‘上海’", "'"),
        ("birth_date < '1990-02-30'", "'1990-02-30'", "2026-10-23"),
        ("aum > 1.001", "1.001", "yuan"),
        ("aum > 1)", ")", "Remove it"),
        ("(aum > 1", "1", "Close them"),
        ("tag('vpi')", "'vpi'", "vip"),
        ("segment('ritch')", "'ritch'", "rich"),
    ],
)
def test_the_place_is_marked_and_the_way_out_named(text: str, place: str, way_out: str) -> None:
    error = refused(text, references=References({"rich": "aum > 1"}, ("vip",)))
    assert text[error.place.start : error.place.end].strip() == place
    assert way_out in error.next_step
    line, carets = error.marked.splitlines()
    assert text in line
    assert set(carets.strip()) == {"^"}
    assert error.marked in str(error)


def test_carets_stand_under_chinese_signs_which_are_two_wide() -> None:
    error = refused("region = '上海' and aum_x > 1")
    line, carets = error.marked.splitlines()
    assert carets.index("^") == line.index("aum_x") + len("上海")
    second = refused("aum > 1\n  and aum_x > 1")
    assert second.marked == "    and aum_x > 1\n        ^^^^^"


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "aum >", "and aum > 1", "aum 5", "a;b", "'x", "/* x", "select 1",
        "(select 1) > 1", "aum in (select 1)", "aum in ()", "aum in 3", "count(*) > 1", "*",
        "aum::int > 1", "cast(aum as int) > 1", "case when true then 1 end", "aum[1]", "x -> x",
        "aum as x", "aum & 1 = 1", "aum || 'x' = 'y'", "'a' 'b' = 'c'", "aum > 1e400",
        "aum > 0x10", "aum > 1e20", "aum.b > 1", "(aum, debts) = (1, 2)", "interval '1 day'",
        "aum is 3", "aum is distinct from 1", "aum * aum > 1", "aum + 1 > opened_on",
        "1 / aum + debts > 1", "not aum", "aum and true", "region > 'a'", "vip", "has", "has(3)",
        "has(region)", "has('fund', 'loan')", "coalesce()", "abs('x') > 1", "lower(aum) = 'x'",
        "contains(region)", "days_since('x') > 1", "-region = 'x'", "aum = 'x'",
        "aum in (1, 'x')", "aum between 1 and 'x'", "aum in (debts)", "tag('x')", "segment('x')",
        "date 'x' > opened_on", "current_date > opened_on", "$1 > 1", "? > 1", ":x > 1",
        "`aum` > 1", "{'a': 1}", "aum > all(1)", "exists(aum)", "aum order by 1", "aum limit 1",
        "try_cast(aum as int)", "aum at time zone 'x'", "aum collate x = 1",
        "opened_on + 1 > as_of", "aum / aum / aum / aum / aum / aum > 1",
        "aum > 1 -- " + "x" * 4000,
    ],
)  # fmt: skip
def test_what_is_no_rule_is_refused_and_never_breaks(text: str) -> None:
    error = refused(text, wanted=Kind.FLAG)
    assert error.problem.endswith(".")
    assert in_language(error.problem, "zh") != error.problem


def test_it_is_never_too_deep_or_too_long_to_be_refused() -> None:
    assert "4,999" in refused("aum > 1 " + "and aum > 1 " * 416).message
    for text in (
        "(" * 1000 + "aum > 1" + ")" * 1000,
        "abs(" * 500 + "aum" + ")" * 500 + " > 1",
        "not " * 900 + "has_fund",
        "-" * 3000 + "aum > 1",
        "aum" + " + aum" * 600 + " > 1",
        "aum" + " = aum" * 600,
        "aum" + " is null" * 400,
    ):
        refused(text)
    assert len(check("aum > 1" + " and aum > 1" * 300).columns) == 1


def test_names_that_sql_knows_are_names_here() -> None:
    catalogue = Catalogue.of(
        Feature(name, Kind.COUNT, name, name, "t") for name in ("date", "order", "row", "all")
    )
    rule = check("date > 1 and order = row or all < 3", catalogue=catalogue)
    assert rule.columns == ("date", "order", "row", "all")


def test_a_renamed_feature_is_told_by_its_name_now() -> None:
    old = Feature("assets", Kind.MONEY, "资产", "assets", "t", formerly=("aum", "wealth"))
    error = refused("wealth > 1", catalogue=Catalogue.of([old]))
    assert error.problem == "'wealth' is called 'assets' now."
    with pytest.raises(ValueError, match="one name"):
        Catalogue.of([old, Feature("aum", Kind.MONEY, "", "", "t")])


def test_units_decide_what_a_computation_is() -> None:
    kinds = {
        "aum": Kind.MONEY, "aum + 1": Kind.MONEY, "aum * 1.5": Kind.MONEY, "aum / 2": Kind.MONEY,
        "aum / debts": Kind.RATIO, "100 / aum": Kind.RATIO, "fails_used + 1": Kind.COUNT,
        "fails_used / 2": Kind.RATIO, "opened_on - as_of": Kind.COUNT, "1 + 1": Kind.COUNT,
        "0.5 + 1": Kind.RATIO, "null": Kind.NULL, "1 / 0": Kind.NULL,
        "balance_of('fund')": Kind.MONEY,
        "coalesce(aum, 0)": Kind.MONEY, "coalesce(aum_trend_6m, 0)": Kind.RATIO, "'x'": Kind.TEXT,
        "date '2026-01-01'": Kind.DATE, "AUM > 1 AND NOT Has('fund')": Kind.FLAG,
    }  # fmt: skip
    assert {text: check(text).kind for text in kinds} == kinds


def test_what_is_rarely_meant_is_noted() -> None:
    assert "is null" in check("aum = null").notes[0]
    assert "list" in check("aum in (1, null)").notes[0]
    assert check("aum is null").notes == ()


def test_every_feature_that_ships_can_be_named_and_is_told_in_both_languages() -> None:
    for feature in CATALOGUE.features.values():
        assert check(feature.name).kind == feature.kind
        assert feature.zh
        assert feature.en
        assert feature.en.isascii()


def test_the_length_is_that_of_the_text_however_it_was_sent() -> None:
    text = ("aum > 1 and\n" * 332).ljust(4_000 - len("aum > 1")) + "aum > 1"
    assert len(text) == 4_000
    check(text)
    check("  " + text.replace("\n", "\r\n") + "\r\n")
    assert "has 4,001 characters" in refused(f"{text}1").problem
