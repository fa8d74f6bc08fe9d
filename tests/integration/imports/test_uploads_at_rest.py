"""Authentication data (C3) that a bank's file holds by mistake is stored nowhere, from the first
byte of the upload to the end of the import."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.intake import api, uploads
from hengke.pipelines.protection import ring as rings

NOW = datetime(2026, 11, 27, 2, 0, tzinfo=UTC)
SECRET = "Zq7-open-sesame-Zq7"
CARD_CODE = "774-933-551"


@pytest.fixture(autouse=True)
def own_temporary_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process would leave something, so that it can be looked through."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


@pytest.fixture
def files(files: dict[str, str]) -> dict[str, str]:
    """The bank sends a password and a card's code with its customers."""
    head, *rows = files["customers.csv"].splitlines()
    more = [f"{row},{SECRET},{CARD_CODE}" for row in rows]
    files["customers.csv"] = "\n".join([f"{head},login_password,cvv2", *more]) + "\n"
    return files


def sent(home: Home, files: dict[str, str]) -> Path:
    chunks = {
        name: [text.encode()[at : at + 7] for at in range(0, len(text.encode()), 7)]
        for name, text in files.items()
    }
    return home.inbox / uploads.keep(home, chunks, now=NOW)


def holding(place: Path) -> list[str]:
    """Files below the place that hold one of the secrets."""
    return [
        str(path)
        for path in place.rglob("*")
        if path.is_file()
        and any(word.encode() in path.read_bytes() for word in (SECRET, CARD_CODE))
    ]


@pytest.mark.requirement("L14")
def test_what_a_bank_sends_by_mistake_is_stored_nowhere_and_shown_nowhere(
    bank: Any, files: dict[str, str], tmp_path: Path
) -> None:
    place = sent(bank.home, files)
    assert sorted(path.name for path in place.iterdir()) == sorted(files)
    assert holding(tmp_path) == []
    told = []
    mapping = bank.mapping_file()
    told.append(api.check(bank.home, place, mapping=mapping))
    assert holding(tmp_path) == []
    told.append(api.import_delivery(bank.home, place, mapping=mapping))
    assert told[1].batch
    assert holding(tmp_path) == []
    for report in told:
        assert SECRET not in str(report.to_json())
        assert CARD_CODE not in str(report.to_json())
        assert any("login_password" in note and "cvv2" in note for note in report.notes)
    assert not list((bank.home.inbox / uploads.OPENED).iterdir())
    silver = lake.load(bank.home).silver
    assert sum(one.rows for one in silver["customers"]) == 3


def test_sealed_files_say_what_plain_ones_say(bank: Any, files: dict[str, str]) -> None:
    mapping = bank.mapping_file()
    plain = api.check(bank.home, bank.delivery(files), mapping=mapping)
    sealed = api.check(bank.home, sent(bank.home, files), mapping=mapping)
    assert plain.tables == sealed.tables
    assert plain.files == sealed.files
    api.import_delivery(bank.home, bank.delivery(files), mapping=mapping)
    again = api.import_delivery(bank.home, sent(bank.home, files), mapping=mapping)
    assert again.unchanged


def test_an_upload_that_is_forgotten_cannot_be_read_from_an_old_copy(
    bank: Any, files: dict[str, str], tmp_path: Path
) -> None:
    place = sent(bank.home, files)
    copies = {path.name: path.read_bytes() for path in place.iterdir()}
    uploads.forget(bank.home, place.name, now=NOW)
    assert not place.exists()
    place.mkdir()
    for name, copy in copies.items():
        (place / name).write_bytes(copy)
    with pytest.raises(Refused, match="was destroyed"):
        api.check(bank.home, place, mapping=bank.mapping_file())
    assert not list((bank.home.inbox / uploads.OPENED).iterdir())


def test_an_upload_that_was_changed_on_disk_is_refused(bank: Any, files: dict[str, str]) -> None:
    place = sent(bank.home, files)
    damaged = place / "accounts.csv"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    with pytest.raises(Refused, match=r"accounts\.csv was damaged"):
        api.import_delivery(bank.home, place, mapping=bank.mapping_file())
    assert lake.load(bank.home).batches == []


def test_a_plain_copy_of_a_killed_check_goes_with_the_next(
    bank: Any, files: dict[str, str], tmp_path: Path
) -> None:
    killed = (
        "import os, sys; from pathlib import Path; from hengke.pipelines.home import Home\n"
        "from hengke.pipelines.intake import uploads\n"
        "with uploads.readable(Home(Path(sys.argv[1])), Path(sys.argv[2])) as folder:\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    place = sent(bank.home, files)
    told = [sys.executable, "-c", killed, str(bank.home.path), str(place)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run(told, env=environment, check=False).returncode == -9
    assert holding(bank.home.inbox)
    api.check(bank.home, place, mapping=bank.mapping_file())
    assert holding(tmp_path) == []


def test_what_cannot_be_written_leaves_neither_file_nor_key(
    bank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> Any:
        yield b"id\n"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        uploads.keep(bank.home, {"a.csv": [b"1\n"], "b.csv": broken()}, now=NOW)
    assert uploads.lying(bank.home) == []
    keys = [key for key in rings.load(bank.home).keys.values() if key.purpose.startswith("inbox/")]
    assert [key.state for key in keys] == [rings.DESTROYED]


@pytest.mark.parametrize("name", ["october", "upload-../october", "", "."])
def test_nothing_but_an_upload_is_forgotten(bank: Any, name: str) -> None:
    other = bank.home.inbox / "october" / "a.csv"
    other.parent.mkdir(parents=True)
    other.write_text("id\n1\n")
    uploads.forget(bank.home, name, now=NOW)
    assert other.read_text() == "id\n1\n"
