"""Sentences from below the pages: each is collected, whole, and has its Chinese."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tools import check_messages, message_catalogue, sentence_sources
from tools.message_catalogue import Catalogue, Entry
from tools.message_sources import Message

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def told(text: str) -> list[str]:
    found = sentence_sources.of_python(text, "m.py")
    return [one.problem or one.message.text for one in found]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ('raise Refused("No.", next_step="Go.")', ["No.", "Go."]),
        ('raise errors.Busy("{who} is here.", who=name)', ["{who} is here."]),
        ('fields.refuse("{key} is missing.", key=key)', ["{key} is missing."]),
        ('sentence("one " "text")', ["one text"]),
        ('reason("not found in {table}", table=sql)', ["not found in {table}"]),
        ('raise Refused("A." if x else "B.")', ["A.", "B."]),
        ("raise Refused(message, next_step=AGAIN)", []),
        ("other('no')", []),
    ],
)
def test_refusals_notes_and_reasons_are_collected(text: str, sentences: list[str]) -> None:
    assert told(text) == sentences


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('Refused(f"{x} is wrong.")', "must be written out"),
        ('Refused("No.", next_step="Use " + x)', "must be written out"),
        ('sentence("{a} and {b}", a=1)', "{b} is not given"),
        ('Refused("{a}", next_step="{b}", a=1, b=2, c=3)', "c is given and stands in no"),
    ],
)
def test_what_cannot_be_translated_is_a_problem(text: str, problem: str) -> None:
    assert any(problem in line for line in told(text)), told(text)


def test_what_a_shipped_mapping_says_to_people_is_collected(tmp_path: Path) -> None:
    place = tmp_path / "pipelines" / "mappings"
    place.mkdir(parents=True)
    (place / "one.toml").write_text('title = "A bank"\n[[ignored]]\nreason = "twice"\n', "utf-8")
    found = sentence_sources.sentences([tmp_path], root=tmp_path)
    assert [one.message.text for one in found] == ["A bank", "twice"]


def test_what_the_columns_of_the_contract_mean_is_collected() -> None:
    """Each of them as the contract says it when it is read."""
    from hengke.engine.schemas import CONTRACT

    schemas = Path(__file__).parents[3] / "src" / "hengke" / "engine" / "schemas.py"
    found = sentence_sources.of_contract(schemas.read_text("utf-8"), "engine/schemas.py")
    meant = {column.meaning for table in CONTRACT.values() for column in table.columns}
    assert {one.message.text for one in found} == meant


def test_where_a_shipped_policy_is_from_is_collected_where_pages_show_it(tmp_path: Path) -> None:
    for word in ("tagging", "retention"):
        place = tmp_path / "policies" / word / "standard"
        place.mkdir(parents=True)
        text = f'source = "Notice of {word}"\n[[part]]\nsource = "balance_average"\n'
        (place / "2020-01-01.toml").write_text(text, "utf-8")
    found = sentence_sources.sentences([tmp_path], root=tmp_path)
    assert [one.message.text for one in found] == ["Notice of tagging"]


def test_a_part_that_the_chinese_does_not_know_is_found(tmp_path: Path) -> None:
    kernel = tmp_path / "src" / "hengke" / "kernel"
    path = (kernel / check_messages.CATALOGUE).with_name("sentences.po")
    path.parent.mkdir(parents=True)
    (kernel / "a.py").write_text('sentence("{file} is empty.", file=x)\n', "utf-8")
    catalogue = Catalogue([Entry(Message("", "{file} is empty."), "{name} 是空的。")])
    path.write_text(message_catalogue.written(catalogue), "utf-8")
    path.with_suffix(".mo").write_bytes(message_catalogue.compiled(catalogue))
    (line,) = check_messages.problems(tmp_path)
    assert "unknown placeholders: {name}" in line


def _here() -> check_messages.Area:
    return next(area for area in check_messages.areas() if area.word == "sentences")


def test_every_sentence_of_this_repository_has_its_chinese() -> None:
    used = _here().used(check_messages.ROOT)
    assert [f"{one.place}: {one.problem}" for one in used if one.problem] == []
    catalogue = message_catalogue.read(_here().catalogue.read_text("utf-8"))
    said = {entry.message.text: entry.translation for entry in catalogue.entries}
    wanted = {one.message.text for one in used if one.message}
    with_words = {text for text in wanted if re.search(r"[A-Za-z]{2}", _words(text))}
    assert len(with_words) > 200
    assert [text for text in with_words if not CHINESE.search(said.get(text, ""))] == []


def _words(text: str) -> str:
    """What is left of a sentence without its parts."""
    return sentence_sources.PLACE.sub("", text)
