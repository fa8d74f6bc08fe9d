"""Segments within segments, and tags that name tags: in order, and never in a circle."""

from __future__ import annotations

import pytest

from hengke.engine.rules.checking import check
from hengke.engine.rules.errors import RuleError
from hengke.engine.rules.references import References, named, order
from hengke.engine.rules.singles import function


def test_a_segment_stands_for_its_rule_and_a_frozen_one_for_its_members() -> None:
    known = References({"rich": "aum > 100", "old": "segment('rich') and age > 60", "won": None})
    rule = check("segment('old') or segment('won')", references=known)
    assert rule.columns == ("aum", "age", "segments")
    assert rule.segments == ("old", "rich", "won")
    asked = function(rule.tree)
    assert asked({"aum": 10_001, "age": 61, "segments": []}) is True
    assert asked({"aum": 10_000, "age": 61, "segments": ["won"]}) is True
    assert asked({"aum": 10_000, "age": 61, "segments": ["other"]}) is False
    assert asked({"aum": 10_000, "age": 61}) is None


def test_a_circle_is_refused_with_its_way() -> None:
    known = References({"a": "segment('b')", "b": "segment('c')", "c": "segment('a')"})
    with pytest.raises(
        RuleError, match=r"segment\('a'\) → segment\('b'\) → segment\('c'\) → segment\('a'\)"
    ):
        check("aum > 1 and segment('a')", references=known)
    with pytest.raises(RuleError, match=r"segment\('a'\) → segment\('b'\) → segment\('a'\)"):
        check("segment('b')", references=References({"b": "segment('a')"}), name="a")
    with pytest.raises(RuleError, match=r"segment\('a'\) → segment\('a'\)"):
        check("segment('a')", references=References({"a": "aum > 1"}), name="a")


def test_the_text_that_closes_a_circle_is_told_so_and_not_the_rule_that_was_right() -> None:
    known = References({"quiet": "aum > 1", "ring_a": "segment('quiet')", "odd": "segment('odd')"})
    text = "aum > 2 and segment('ring_a')"
    with pytest.raises(RuleError) as refusal:
        check(text, references=known, name="quiet")
    way = "segment('quiet') → segment('ring_a') → segment('quiet')"
    assert refusal.value.problem == f"This would close a circle: {way}."
    assert text[refusal.value.place.start : refusal.value.place.end].startswith("segment('ring_a'")
    with pytest.raises(RuleError, match="segment 'odd' is wrong: These rules name each other"):
        check("segment('odd')", references=known, name="quiet")


def test_what_is_wrong_in_a_segment_is_told_with_its_name() -> None:
    with pytest.raises(RuleError, match=r"segment 'a' is wrong: There is no feature 'x'"):
        check("segment('a')", references=References({"a": "x > 1"}))
    with pytest.raises(RuleError, match="does not say yes or no"):
        check("segment('a')", references=References({"a": "aum + 1"}))


def test_segments_that_grow_without_end_are_refused() -> None:
    deep = {f"s{n}": f"segment('s{n + 1}')" for n in range(30)} | {"s30": "aum > 1"}
    with pytest.raises(RuleError, match="more than 10 deep"):
        check("segment('s0')", references=References(deep))
    wide = {f"s{n}": " or ".join([f"segment('s{n + 1}')"] * 20) for n in range(8)}
    with pytest.raises(RuleError, match="too large"):
        check("segment('s0')", references=References(wide | {"s8": "aum > 1"}))


def test_tags_are_computed_behind_those_that_they_name() -> None:
    rules = {
        ("tag", "a"): "tag('b') and segment('s')",
        ("segment", "s"): "TAG( 'c' ) or aum > 1",
        ("tag", "b"): "tag('c')",
        ("tag", "c"): "aum > 1 and tag('by hand')",
    }
    found = order(rules)
    assert set(found) == set(rules)
    for one, text in rules.items():
        for other in named(text):
            assert other not in rules or found.index(other) < found.index(one)


def test_a_circle_of_tags_and_segments_is_refused_however_long() -> None:
    rules = {("tag", "a"): "segment('s')", ("segment", "s"): "tag('a')"}
    with pytest.raises(RuleError, match=r"tag\('a'\) → segment\('s'\) → tag\('a'\)"):
        order(rules)
    chain = {("tag", str(n)): f"tag('{n + 1}')" for n in range(5000)}
    assert order(chain)[0] == ("tag", "4999")
    assert named("tag('it''s') or region = 'tag(''no'')'") == (("tag", "it's"),)
