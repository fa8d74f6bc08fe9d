"""A row that breaks a rule goes to quarantine with its reason; nothing is lost on the way."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from hengke.pipelines import lake
from hengke.pipelines.intake import api
from hengke.pipelines.intake.report import in_chinese
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.sealed_files import open_file
from hengke.pipelines.protection.sealing import Sealer

pytestmark = pytest.mark.slow_test


@pytest.mark.requirement("R017")
def test_every_row_is_loaded_or_quarantined_with_file_row_column_value_and_reason(
    bank, files, counts, row_errors
) -> None:
    files["balances.csv"] += (
        "A1,20190230,1\n"  # no such day
        ",20200201,1\n"  # no account
        'A1,20200202,"1,234.50元"\n'  # an amount for people
        "A1,20200131,100.00\n"  # the same row twice
        "A1,20200131,99\n"  # another row with the same key
        "A9,20200131,1\n"  # an account nobody knows
        "A1,20200203\n"  # a column too few
        "A1,20200204,5\n"
    )
    report = bank.load(files)
    assert counts(report)["balances"] == (10, 3, 7)
    assert len(bank.rows("balances")) == 3
    found = [
        (e["file"], e["row"], e["column"], e["value"], e["reason"]) for e in row_errors(report)
    ]
    assert found == [
        ("balances.csv", "4", "balance_date", "20190230", "there is no such day"),
        ("balances.csv", "5", "account_id", "", "a value is required"),
        ("balances.csv", "6", "balance_minor", "1,234.50元",
         'not a plain number; the mapping may allow repair = ["thousands", "currency"]'),
        ("balances.csv", "7", "account_id, balance_date", "A1 / 2020-01-31",
         "the same row stands in line 2 of balances.csv, which counts"),
        ("balances.csv", "8", "account_id, balance_date", "A1 / 2020-01-31",
         "the key is taken by another row, line 2 of balances.csv, which counts"),
        ("balances.csv", "9", "account_id", "A9", "not found in accounts"),
        ("balances.csv", "10", "", "***",
         "2 columns (or characters) where 3 are expected"),
    ]  # fmt: skip


def test_the_error_file_says_the_same_in_chinese(bank, files) -> None:
    files["balances.csv"] += (
        "A1,20190230,1\n,20200201,1\nA1,20200131,99\nA9,20200131,1\nA1,20200203\n"
        'A1,20200202,"1,234.50元"\n'
    )
    report = bank.load(files)
    english, chinese = (
        list(csv.reader(path.read_text("utf-8-sig").splitlines()))
        for path in (Path(report.errors or ""), in_chinese(Path(report.errors or "")))
    )
    assert chinese[0] == ["表", "文件", "行", "列", "值", "原因"]
    assert [row[:5] for row in chinese[1:]] == [row[:5] for row in english[1:]]
    assert [row[5] for row in chinese[1:]] == [
        "没有这一天",
        "必填项为空",
        "主键已被 balances.csv 第 2 行占用，以该行为准",
        "在“账户”中不存在",
        "有 2 列（或字符），应为 3",
        '不是普通数字；可在映射中允许 repair = ["thousands", "currency"]',
    ]
    assert {one["rule"]: one["reason_zh"] for one in report.problems}["missing"] == "必填项为空"


def test_an_undone_batch_leaves_no_error_file_behind(bank, files) -> None:
    bad = {**files, "balances.csv": files["balances.csv"] + "A1,20190230,1\n"}
    report = bank.load(bad)
    errors = Path(report.errors or "")
    bank.load({"balances.csv": "account,day,amount\nA1,20200229,5\n"}, confirmed=True)
    assert in_chinese(errors).is_file()
    for batch in reversed(lake.load(bank.home).batches):
        api.undo(bank.home, batch.id)
    bank.load(files)
    assert not errors.exists()
    assert not in_chinese(errors).exists()


def test_the_quarantine_keeps_the_whole_row_as_it_was_received(bank, files, tmp_path) -> None:
    files["customers.csv"] += "0004,X,王五,20200230,\n"
    report = bank.load(files)
    sealed = Path(report.errors or "").with_suffix(".parquet.sealed")
    keys, rows = ring.load(bank.home), tmp_path / "opened.parquet"
    open_file(keys, sealed, rows)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT \"column\", rule, received FROM '{rows}' ORDER BY ALL"
        ).fetchall()
    assert [row[:2] for row in found] == [("kind", "unknown_code"), ("opened_on", "unreadable")]
    received = json.loads(found[0][2])
    assert "王五" not in found[0][2]
    assert Sealer(keys).open(received.pop("name")) == "王五"
    assert received == {"id": "0004", "kind": "X", "since": "20200230", "op": ""}


def test_a_row_that_breaks_several_rules_is_one_row_with_several_errors(
    bank, files, counts, row_errors
) -> None:
    files["customers.csv"] += ",X,王五,never,\n"
    report = bank.load(files)
    assert counts(report)["customers"] == (4, 3, 1)
    assert [error["column"] for error in row_errors(report)] == ["customer_id", "kind", "opened_on"]


def test_a_cell_that_a_spreadsheet_would_run_is_escaped_in_the_error_file(
    bank, files, row_errors
) -> None:
    files["balances.csv"] += "=1+1,20200201,-5\n@A,20200201,-\n"
    report = bank.load(files)
    assert [error["value"] for error in row_errors(report)] == ["'=**1", "'-"]


def test_the_report_sums_up_what_is_wrong_with_an_example(bank, files) -> None:
    files["balances.csv"] += "A1,2020-02-01,1\nA1,2020-02-02,1\nA9,20200201,1\n"
    problems = bank.load(files).problems
    assert [(p["table"], p["column"], p["rule"], p["rows"], p["row"]) for p in problems] == [
        ("balances", "balance_date", "unreadable", 2, 4),
        ("balances", "account_id", "unknown_reference", 1, 6),
    ]
    assert problems[0]["value"] == "2020-02-01"


def test_a_row_quarantined_once_comes_in_when_it_is_delivered_correctly(bank, files) -> None:
    files["balances.csv"] += "A1,20200230,9.90\n"
    bank.load(files)
    bank.load({"balances.csv": "account,day,amount\nA1,20200229,9.90\n"}, confirmed=True)
    assert ("A1", 990) in bank.rows("balances", "account_id, balance_minor")
