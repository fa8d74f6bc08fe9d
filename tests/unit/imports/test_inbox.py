"""Names of files and folders cannot lead out of the inbox; what is too much is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from hengke.apps.imports import inbox
from hengke.kernel.errors import Refused
from hengke.pipelines.home import Home
from hengke.pipelines.intake import uploads
from hengke.pipelines.protection.sealed_files import is_sealed_file

NOW = datetime(2026, 10, 24, 1, 2, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "home").mkdir()
    return Home.at(tmp_path / "home")


def sent(name: str, content: bytes = b"a,b\n1,2\n") -> SimpleUploadedFile:
    file = SimpleUploadedFile("x.csv", content)
    file.__dict__["_name"] = name  # past Django's own cleaning, as another client might send it
    return file


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("balances.csv", "balances.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\data\\余额.csv", "余额.csv"),
        ("/abs/olute.csv.gz", "olute.csv.gz"),
        (" spaced name .txt ", "spaced name .txt"),
        ("Cafe\u0301.csv", "Caf\u00e9.csv"),
    ],
)
def test_only_the_last_part_of_a_name_is_kept(name: str, kept: str) -> None:
    assert inbox.file_name(name) == kept


@pytest.mark.parametrize("name", ["", "..", "dir/", ".hidden", "a\nb.csv", "a\0b", "x" * 121])
def test_a_name_that_cannot_be_kept_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="not a name"):
        inbox.file_name(name)


def test_files_lie_in_a_new_folder_each_time(home: Home) -> None:
    first, files = inbox.keep(home, [sent("../a.csv"), sent("b.csv")], now=NOW)
    second, _ = inbox.keep(home, [sent("a.csv")], now=NOW)
    assert first != second
    assert [file["name"] for file in files] == ["a.csv", "b.csv"]
    assert is_sealed_file(home.inbox / first / "a.csv")
    with uploads.readable(home, home.inbox / first) as opened:
        assert (opened / "a.csv").read_bytes() == b"a,b\n1,2\n"
    assert not (home.path.parent / "a.csv").exists()
    assert (home.inbox / first).stat().st_mode & 0o077 == 0


def test_two_files_of_one_name_are_refused_and_nothing_is_kept(home: Home) -> None:
    with pytest.raises(Refused, match="same name"):
        inbox.keep(home, [sent("A.csv"), sent("x/a.CSV")], now=NOW)
    assert not home.inbox.exists()


def test_no_file_is_refused(home: Home) -> None:
    with pytest.raises(Refused, match="No file"):
        inbox.keep(home, [], now=NOW)


def test_too_many_bytes_are_refused_before_anything_is_written(home: Home, monkeypatch) -> None:
    monkeypatch.setattr(inbox, "LARGEST_BYTES", 10)
    with pytest.raises(Refused, match="larger than"):
        inbox.keep(home, [sent("a.csv", b"x" * 11)], now=NOW)
    assert not home.inbox.exists()


def test_a_full_disk_is_told_and_leaves_nothing(home: Home, monkeypatch) -> None:
    monkeypatch.setattr(inbox, "DISK_RESERVE", 2**62)
    with pytest.raises(Refused, match="not enough space"):
        inbox.keep(home, [sent("a.csv")], now=NOW)
    assert not home.inbox.exists()


def test_a_disk_that_fills_while_writing_leaves_nothing(home: Home) -> None:
    class Broken(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError(28, "No space left on device")

    with pytest.raises(Refused, match="No space left"):
        inbox.keep(home, [sent("a.csv"), Broken("b.csv", b"x")], now=NOW)
    assert list(home.inbox.iterdir()) == []


@pytest.mark.parametrize("folder", ["..", "../x", "a/b", ".errors", "/etc", ""])
def test_a_folder_s_name_cannot_lead_elsewhere(home: Home, folder: str) -> None:
    (home.inbox / ".errors").mkdir(parents=True)
    with pytest.raises(Refused, match="not a folder of the inbox"):
        inbox.place_of(home, folder)


def test_links_are_neither_offered_nor_followed(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("x")
    (home.inbox / "real").mkdir(parents=True)
    (home.inbox / "real" / "a.csv").write_text("x")
    (home.inbox / "real" / "link.csv").symlink_to(outside / "secret.csv")
    (home.inbox / "link").symlink_to(outside)
    (home.inbox / "empty").mkdir()
    assert [(f.name, f.files) for f in inbox.folders(home)] == [("real", 1)]
    with pytest.raises(Refused):
        inbox.place_of(home, "link")


def test_only_uploads_of_ours_are_removed(home: Home) -> None:
    for name in ("upload-1", "theirs"):
        (home.inbox / name).mkdir(parents=True)
        (home.inbox / name / "a.csv").write_text("x")
        uploads.forget(home, name, now=NOW)
    assert [path.name for path in home.inbox.iterdir()] == ["theirs"]


@pytest.mark.parametrize("name", ["138_13987654321.csv", "310101198001011234.xlsx", "a@b.com.csv"])
def test_a_name_that_holds_somebodys_number_is_refused_and_not_listed(
    home: Home, name: str
) -> None:
    with pytest.raises(Refused, match="must not hold a telephone number") as refused:
        inbox.keep(home, [sent(name)], now=NOW)
    assert name not in str(refused.value)
    (home.inbox / "october").mkdir(parents=True)
    (home.inbox / "october" / name).write_text("a\n", encoding="utf-8")
    assert "***" in str(inbox.listed(home, "october"))
    assert name not in str(inbox.listed(home, "october"))


def test_a_name_with_a_day_or_a_number_of_a_run_is_kept(home: Home) -> None:
    for name in ("customers_20261001.csv", "balances_20261001123000.csv", "m12.csv"):
        assert inbox.file_name(name) == name
