"""A sealed file opens as it was, or not at all."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home
from hengke.pipelines.protection import sealed_files
from hengke.pipelines.protection.ring import Ring

NOW = datetime(2026, 11, 26, tzinfo=UTC)
PLACE = "bronze/20261126-101500-ab12cd"


@pytest.fixture
def ring(tmp_path: Path) -> Ring:
    made = Ring(Home(tmp_path), (), os.urandom(32))
    made.add(PLACE, now=NOW)
    return made


def sealed(ring: Ring, folder: Path, content: bytes) -> Path:
    (folder / "plain").write_bytes(content)
    target = folder / "sealed"
    sealed_files.seal_file(ring, PLACE, folder / "plain", target)
    return target


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001, 3000, 3500])
def test_a_file_comes_back_as_it_was(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(sealed_files, "PIECE", 1000)
    content = os.urandom(size)
    target = sealed(ring, tmp_path, content)
    assert size < 999 or content not in target.read_bytes()
    sealed_files.open_file(ring, target, tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == content


def test_cut_off_changed_or_reordered_it_does_not_open(
    ring: Ring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed_files, "PIECE", 1000)
    target = sealed(ring, tmp_path, os.urandom(3000))
    whole = target.read_bytes()
    head = whole.index(b"\n", len(sealed_files.MAGIC)) + 1
    piece = 1000 + 12 + 16
    first, second = whole[head : head + piece], whole[head + piece : head + 2 * piece]
    for spoilt in (
        whole[: head + 2 * piece],
        whole[:-1],
        whole[:head] + second + first + whole[head + 2 * piece :],
        whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:],
        b"something else",
    ):
        target.write_bytes(spoilt)
        with pytest.raises(Refused, match="damaged"):
            sealed_files.open_file(ring, target, tmp_path / "again")


def test_once_its_key_is_destroyed_it_is_gone(ring: Ring, tmp_path: Path) -> None:
    target = sealed(ring, tmp_path, b"rows")
    ring.destroy(ring.active(PLACE).id, now=NOW)
    with pytest.raises(Refused, match="destroyed on 2026-11-26"):
        sealed_files.open_file(ring, target, tmp_path / "again")
