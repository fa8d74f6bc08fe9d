"""Files of a request on their way: on disk enciphered, for readers what was sent."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from hengke.web import uploads
from hengke.web.uploads import EncipheredFile

PLAIN = random.Random(7).randbytes(100_003)


@pytest.fixture
def file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> EncipheredFile:
    """On a disk that the test can look at."""
    monkeypatch.setattr(
        uploads.tempfile, "TemporaryFile", lambda: (tmp_path / "spool").open("w+b", buffering=0)
    )
    made = EncipheredFile()
    for at in range(0, len(PLAIN), 4_099):
        made.write(PLAIN[at : at + 4_099])
    return made


def test_the_disk_holds_nothing_of_what_is_read_back(file: EncipheredFile, tmp_path: Path) -> None:
    file.seek(0)
    assert file.read() == PLAIN
    held = (tmp_path / "spool").read_bytes()
    assert len(held) == len(PLAIN)
    assert not any(PLAIN[at : at + 8] in held for at in range(0, len(PLAIN), 8))


@pytest.mark.parametrize("at", [0, 1, 15, 16, 17, 31, 4_098, 99_999, 100_002, 100_003])
def test_reading_begins_anywhere(file: EncipheredFile, at: int) -> None:
    file.seek(at)
    assert file.read(37) == PLAIN[at : at + 37]
    assert file.read() == PLAIN[at + 37 :]


def test_the_counter_wraps_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads.os, "urandom", lambda size: b"\xff" * size)
    file = EncipheredFile()
    file.write(PLAIN[:100])
    file.seek(48)
    assert file.read(52) == PLAIN[48:100]


def test_a_form_s_large_file_arrives_whole_and_can_be_read_twice(settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    boundary = "----------end"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\n'
    body = head.encode() + PLAIN + f"\r\n--{boundary}--\r\n".encode()
    request = RequestFactory().generic(
        "POST", "/", body, content_type=f"multipart/form-data; boundary={boundary}"
    )
    sent = request.FILES["f"]
    assert isinstance(sent.file, EncipheredFile)
    assert sent.size == len(PLAIN)
    for _ in range(2):
        sent.seek(0)
        assert b"".join(sent.chunks(1000)) == PLAIN
    request.close()
    assert sent.file.closed
