"""The library of tags: what ships, whose file wins, and what is refused with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hengke.engine.tagging.library import checked
from hengke.kernel.errors import PolicyError
from hengke.policies.tagging import FAMILIES, Library, Tag, load, parse, written

ON = date(2026, 10, 23)
HEAD = 'source = "test"\nfamily = "value"\nowner = "business"\nzh = "组"\nen = "group"\n'


def tag(code: str, rule: str | None) -> str:
    last = "by_hand = true" if rule is None else f'rule = "{rule}"'
    return f'\n[[tags]]\ncode = "{code}"\nzh = "签"\nen = "tag"\n{last}\n'


def library(*rules: tuple[str, str | None]) -> Library:
    text = HEAD + "".join(tag(*one) for one in rules)
    return Library(parse(text, name="mine", since=ON))


def put(own: Path, name: str, text: str, since: str = "2026-01-01") -> None:
    (own / name).mkdir(parents=True, exist_ok=True)
    (own / name / f"{since}.toml").write_text(text, encoding="utf-8")


@pytest.mark.requirement("R023")
def test_what_ships_has_five_families_and_each_tag_rule_version_owner_and_period() -> None:
    found = checked(load(on=ON))
    assert {one.tag.family for one in found.tags} == set(FAMILIES)
    for one in found.tags:
        assert one.tag.version.startswith(f"{one.tag.code}@{one.tag.since}:")
        assert one.tag.owner
        assert one.rule.columns
        assert found.sentence(one.rule.tree, "zh") != found.sentence(one.rule.tree, "en")


def test_a_tag_holds_from_its_first_day_through_its_last(tmp_path: Path) -> None:
    put(tmp_path, "mine", f"through = 2026-06-30\n{HEAD}{tag('vip', 'aum > 1')}")
    days = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1)]
    held = [load(on=day, own=tmp_path).get("vip") is not None for day in days]
    assert held == [False, True, True, False]


def test_the_banks_own_file_wins_and_says_that_it_is_the_banks(tmp_path: Path) -> None:
    put(tmp_path, "turnover", HEAD + tag("turnover_large", "own_turnover_90d >= 9"))
    before, now = load(on=ON), load(on=ON, own=tmp_path)
    assert now.get("turnover_large").rule == "own_turnover_90d >= 9"
    assert (before.get("turnover_large").own, now.get("turnover_large").own) == (False, True)
    assert len(now.tags) == len(before.tags)


@pytest.mark.parametrize(
    ("rules", "said", "marked"),
    [
        ([("a1", "aum_mnth_avg > 1")], "no feature 'aum_mnth_avg'", "^^^^^^^^^^^^"),
        ([("a1", "aum + 1")], "yes or no is needed", "^^^^^^^"),
        ([("a1", "tag('b1')"), ("b1", "not tag('a1')")], "in a circle: tag('a1') → tag('b1')", ""),
        ([("a1", "tag('a1')")], "in a circle", ""),
        ([("a1", "tag('b1')"), ("b1", None)], "no tag 'b1'", "^^^^"),
        ([("a1", "segment('rich')")], "no segment 'rich'", "^^^^^^"),
        ([("a1", "aum > 1)")], "", "^"),
    ],
)
def test_a_wrong_rule_is_refused_with_tag_and_place(
    rules: list[tuple[str, str | None]], said: str, marked: str
) -> None:
    with pytest.raises(PolicyError) as refusal:
        checked(library(*rules))
    assert said in refusal.value.message
    assert marked in refusal.value.message
    assert refusal.value.next_step


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + tag("a1", "aum > 1") + tag("a1", "aum > 2"), "the code 'a1' is taken"),
        (HEAD + tag("A 1", "aum > 1"), "cannot be the code"),
        (HEAD.replace("value", "vlue") + tag("a1", "aum > 1"), "is not known"),
        (HEAD + '\n[[tags]]\ncode = "a1"\nzh = "x"\nen = "x"\n', "'rule' is missing"),
        (HEAD + tag("a1", "aum > 1") + "by_hand = true\n", "not by both"),
        (f"through = 2020-01-01\n{HEAD}" + tag("a1", "aum > 1"), "before its first day"),
        (f'through = "2027-01-01"\n{HEAD}' + tag("a1", "aum > 1"), "must be a day"),
        (HEAD, "'tags' is missing"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(text: str, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        Library(parse(text, name="mine", since=ON))


def test_the_file_of_one_tag_is_read_back_as_it_was_written() -> None:
    rule = "region = '\"上海\" \\ 浦东'\nand aum > 1"
    (first,) = parse(HEAD + tag("a1", "aum > 1"), name="a1", since=ON)
    changed = Tag(**{**first.__dict__, "rule": rule, "through": date(2027, 1, 1)})
    (again,) = parse(written(changed), name="a1", since=ON)
    same = ("code", "family", "zh", "en", "rule", "owner", "through", "group_zh", "source")
    assert [getattr(again, one) for one in same] == [getattr(changed, one) for one in same]
