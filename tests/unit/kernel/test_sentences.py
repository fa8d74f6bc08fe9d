"""A sentence is English text that can be said again in another language, also after a journey."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from hengke.kernel.errors import PolicyError, Refused
from hengke.kernel.sentences import in_language, recalled, record, sentence, together


def test_it_reads_as_english_text_everywhere():
    said = sentence("{file} has {rows:,} rows.", file="a.csv", rows=12345)
    assert said == "a.csv has 12,345 rows."
    assert json.dumps([said]) == '["a.csv has 12,345 rows."]'


def test_only_the_parts_are_filled_in_and_what_they_hold_is_left_alone():
    said = sentence("Write {{part}} or {other} = [...] for {file}", part="day", file="{part}")
    assert said == "Write {day} or {other} = [...] for {part}"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-hans", "a.csv 没有列“x”，而映射的数据源“s”要用到它。是否指“y”？"),
        (
            "en",
            'a.csv has no column "x", which the mapping names for source "s". Did you mean "y"?',
        ),
        ("", 'a.csv has no column "x", which the mapping names for source "s". Did you mean "y"?'),
    ],
)
def test_a_reader_gets_it_in_the_own_language_with_the_sentences_inside(language: str, text: str):
    said = sentence(
        '{file} has no column "{name}", which the mapping names for source "{source}". {hint}',
        file="a.csv",
        name="x",
        source="s",
        hint=sentence('Did you mean "{word}"?', word="y"),
    )
    assert in_language(said, language) == text


def test_a_part_that_is_no_sentence_is_not_translated_even_if_it_reads_like_one():
    said = sentence("{name} is empty.", name="Cancelled.")
    assert in_language(said, "zh") == "Cancelled. 是空的。"
    assert in_language("Cancelled.", "zh") == "已取消。"


def test_what_nobody_translated_stays_as_it_is():
    assert in_language("一句话", "zh") == "一句话"
    assert in_language("", "zh") == ""


def test_several_are_put_together_as_the_language_does_it():
    both = together([sentence("{name} is empty.", name=name) for name in ("a", "b", "c")])
    assert both == "a is empty.; b is empty.; c is empty."
    assert in_language(both, "zh") == "a 是空的。；b 是空的。；c 是空的。"


def test_it_survives_json_with_its_record():
    said = sentence(
        '"{key}" must be {wanted}, not {value}.',
        key="rows", wanted=sentence("a whole number"), value=1.5,
    )  # fmt: skip
    text, made = json.loads(json.dumps([said, record(said, "plain")]))
    assert in_language(recalled(text, made), "zh") == "“rows”须为整数，而不是 1.5。"
    assert recalled("plain", made) == "plain"


def test_copies_and_what_crosses_to_another_process_stay_sentences():
    said = sentence("{name} is empty.", name="a")
    for other in (copy.deepcopy(said), pickle.loads(pickle.dumps(said))):  # noqa: S301
        assert in_language(other, "zh") == "a 是空的。"


def test_a_refusal_fills_its_parts_into_both_of_its_sentences():
    refused = PolicyError(
        "there is no tier policy '{name}'", next_step="Known policies: {known}.",
        name="x", known="a, b",
    )  # fmt: skip
    assert str(refused) == "there is no tier policy 'x' Known policies: a, b."
    assert in_language(refused.message, "zh") == "没有分级标准“x”"
    assert in_language(refused.next_step, "zh") == "现有分级标准：a, b。"


def test_a_refusal_without_parts_says_what_was_written_braces_and_all():
    assert Refused("{x} and {y}").message == "{x} and {y}"
