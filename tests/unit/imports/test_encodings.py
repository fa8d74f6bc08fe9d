"""Encodings are found out where the bytes are clear, and never guessed where they are not."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.intake.encodings import broken_at, known_encoding, settled

TEXT = "客户号,姓名\n0001,张三\n0002,李四\n"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("utf-16"), "utf-16"),
        ("id,name\n1,a\n".encode("utf-16-le"), "utf-16-le"),
        ("id,name\n1,a\n".encode("utf-16-be"), "utf-16-be"),
        (b"id,name\n1,a\n", "utf-8"),
        (TEXT.encode("utf-8")[:-2], "utf-8"),  # a sample may end inside a character
    ],
)
def test_clear_bytes_name_their_encoding(raw: bytes, expected: str) -> None:
    assert settled(raw, declared="auto", name="f") == expected


def test_bytes_that_could_be_anything_are_refused_with_line_and_byte() -> None:
    with pytest.raises(Refused, match="f, line 2: byte 8 is neither UTF-8 nor plausible GB18030"):
        settled("id\n1,café\n".encode("latin-1"), declared="auto", name="f")


def test_the_place_of_a_broken_byte_is_found_across_chunks() -> None:
    raw = "a\nb\n张".encode() + b"\xff\n"
    assert broken_at([raw[:5], raw[5:6], raw[6:]], "utf-8") == (3, 7)
    assert broken_at([raw[:7]], "utf-8") is None


def test_gbk_is_read_as_its_superset_and_unknown_names_are_none() -> None:
    assert known_encoding("GBK") == "gb18030"
    assert known_encoding("klingon") is None
