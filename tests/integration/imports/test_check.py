"""`import --check` does everything short of writing."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = pytest.mark.slow_test


def test_a_check_counts_like_an_import_and_writes_nothing_into_the_home(
    bank, files, counts, row_errors
) -> None:
    files["balances.csv"] += "A1,20200230,1\n"
    before = bank.tree()
    checked = bank.check(files)
    assert bank.tree() == before
    assert not (bank.home.path / "lake").exists()
    assert not Path(checked.errors or "").is_relative_to(bank.home.path)
    assert [error["reason"] for error in row_errors(checked)] == ["there is no such day"]
    imported = bank.load(files)
    assert counts(checked) == counts(imported)
    assert checked.problems == imported.problems


def test_a_check_sees_what_is_in_the_home_already(bank, files, counts) -> None:
    bank.load(files)
    report = bank.check({"balances.csv": "account,day,amount\nA1,20200201,1\nA7,20200201,1\n"})
    assert counts(report)["balances"] == (2, 1, 1)
    assert report.batch == ""


def test_a_check_without_errors_leaves_no_file_at_all(bank, files) -> None:
    assert bank.check(files).errors is None
