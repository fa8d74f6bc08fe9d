"""Which dated file is in force, and how a mistake in one is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from hengke.kernel.errors import PolicyError
from hengke.policies import dated


@pytest.fixture
def shelves(tmp_path: Path) -> tuple[Path, Path]:
    """The shipped shelf with two files, and the bank's own with one newer and one instead."""
    shipped, own = tmp_path / "care", tmp_path / "bank"
    for root, days in (
        (shipped, ("2026-01-01", "2026-07-01")),
        (own, ("2026-07-01", "2027-01-01")),
    ):
        (root / "standard").mkdir(parents=True)
        for day in days:
            (root / "standard" / f"{day}.toml").write_text(f'who = "{root.name}"', "utf-8")
    return shipped, own


def read(text: str, *, name: str, since: date) -> tuple[str, date]:
    return dated.table(text, ("who",), name=name)["who"], since


@pytest.mark.parametrize(
    ("day", "who", "since"),
    [
        ("2025-01-01", "care", "2026-01-01"),
        ("2026-06-30", "care", "2026-01-01"),
        ("2026-07-01", "bank", "2026-07-01"),
        ("2027-05-01", "bank", "2027-01-01"),
    ],
)
def test_the_newest_that_has_begun_is_in_force(shelves, day: str, who: str, since: str) -> None:
    shipped, own = shelves
    found = dated.load(shipped, "standard", read, on=date.fromisoformat(day), own=own)
    assert found == (who, date.fromisoformat(since))


def test_a_bank_without_files_has_the_shipped_ones(shelves, tmp_path: Path) -> None:
    for own in (None, tmp_path / "nothing"):
        found = dated.load(shelves[0], "standard", read, on=date(2027, 5, 1), own=own)
        assert found == ("care", date(2026, 7, 1))


def test_a_name_without_files_is_refused(shelves) -> None:
    with pytest.raises(PolicyError, match="no policy care/other"):
        dated.load(shelves[0], "other", read, on=date(2026, 1, 1), own=None)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"who = ", "not valid TOML"), (b"whom = 1", "unknown key 'whom'"), (b"\xff", "not UTF-8")],
)
def test_a_mistake_is_told_with_its_file(shelves, content: bytes, problem: str) -> None:
    shipped, own = shelves
    (own / "standard" / "2027-01-01.toml").write_bytes(content)
    with pytest.raises(PolicyError, match=problem) as refused:
        dated.load(shipped, "standard", read, on=date(2027, 2, 1), own=own)
    assert "2027-01-01.toml" in refused.value.message
    assert refused.value.next_step


def test_a_file_that_is_not_named_after_a_day_is_refused(shelves) -> None:
    shipped, own = shelves
    (own / "standard" / "new.toml").write_text("", "utf-8")
    with pytest.raises(PolicyError, match="not named after a date"):
        dated.load(shipped, "standard", read, on=date(2027, 2, 1), own=own)
