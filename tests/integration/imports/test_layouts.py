"""The same three balances in every form banks use; and forms that the mapping does not expect."""

from __future__ import annotations

import gzip
import io
from datetime import date

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

pytestmark = pytest.mark.slow_test
ROWS = (("0001", "张三", "100.50"), ("0002", "李四", "7"), ("0003", "王五", "-1.25"))
EXPECTED = [("0001", 10050), ("0002", 700), ("0003", -125)]
NAMES = ("客户号", "姓名", "余额")


def mapping(layout: str, files: str = "b.*", columns: tuple[str, ...] = NAMES) -> str:
    number, name, amount = columns
    return f"""
name = "forms"
currency = "CNY"
[[sources]]
name = "b"
files = ["{files}"]
{layout}
[[sources.tables]]
table = "customers"
[sources.tables.columns]
customer_id = "{number}"
name = "{name}"
[[sources.tables]]
table = "balances"
[sources.tables.columns]
account_id = "{number}"
balance_date = {{ value = "2020-01-31" }}
balance_minor = "{amount}"
currency = {{ value = "CNY" }}
observed = {{ value = "month_end" }}
"""


def text(delimiter: str, *, header: bool = True, end: str = "\n", tail: str = "") -> str:
    lines = ([NAMES] if header else []) + list(ROWS)
    return "".join(delimiter.join(line) + tail + end for line in lines)


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["一月末余额"])
    sheet.append(list(NAMES))
    for number, name, amount in ROWS:
        sheet.append([number, name, float(amount)])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def parquet() -> bytes:
    columns = zip(*ROWS, strict=True)
    table = pa.table(dict(zip(NAMES, map(list, columns), strict=True)))
    held = io.BytesIO()
    pq.write_table(table, held)
    return held.getvalue()


def fixed(encoding: str) -> bytes:
    def cell(value: str, width: int) -> bytes:
        raw = value.encode(encoding)
        return raw + b" " * (width - len(raw))

    widths = (8, 10, 12)
    lines = (b"".join(map(cell, row, widths)) for row in ROWS)
    return b"".join(line + b"\r\n" for line in lines)


FIXED = 'layout = "fixed"\nheader = false\nwidths = [8, 10, 12]\nnames = ["客户号", "姓名", "余额"]'
HEADERLESS = 'header = false\nnames = ["客户号", "姓名", "余额"]'
FORMS = {
    "comma": ("b.csv", text(",").encode(), ""),
    "semicolon": ("b.csv", text(";").encode(), 'delimiter = ";"'),
    "several characters": ("b.dat", text("|@|").encode(), 'delimiter = "|@|"'),
    "control character": ("b.dat", text("\x01").encode(), 'delimiter = "\\u0001"'),
    "trailing delimiter": ("b.dat", text("|", tail="|").encode(),
                           'delimiter = "|"\ntrailing_delimiter = true'),
    "carriage returns": ("b.csv", text(",", end="\r\n").encode(), ""),
    "byte order mark": ("b.csv", text(",").encode("utf-8-sig"), ""),
    "GB18030 found out": ("b.csv", text(",").encode("gb18030"), ""),
    "GBK declared": ("b.csv", text(",").encode("gbk"), 'encoding = "GBK"'),
    "UTF-16 with mark": ("b.csv", text(",").encode("utf-16"), ""),
    "UTF-16 without mark": ("b.csv", text(",").encode("utf-16-le"), ""),
    "packed": ("b.csv.gz", gzip.compress(text(",").encode()), ""),
    "without header": ("b.txt", text("\t", header=False).encode(),
                       HEADERLESS + '\ndelimiter = "\\t"'),
    "lines above and below": ("b.csv", ("报表\n\n" + text(",") + "合计,3\n").encode(),
                              "skip = 2\nfooter = 1"),
    "quoted": ("b.csv", ('客户号,姓名,余额\n"0001","张三","100.50"\n0002,"李四",7\n'
                         '0003,王五,"-1.25"\n').encode(), ""),
    "fixed width in bytes of UTF-8": ("b.txt", fixed("utf-8"), FIXED),
    "fixed width in bytes of GB18030": ("b.txt", fixed("gb18030"), FIXED),
    "Excel": ("b.xlsx", workbook(), "skip = 1"),
    "Parquet": ("b.parquet", parquet(), ""),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_rows(bank, form: str) -> None:
    name, content, layout = FORMS[form]
    bank.mapping = mapping(layout)
    report = bank.load({name: content})
    assert report.problems == ()
    assert bank.rows("balances", "account_id, balance_minor") == EXPECTED
    assert [row[0] for row in bank.rows("customers", "name")] == sorted(r[1] for r in ROWS)


def test_lines_are_counted_as_a_person_counts_them(bank, row_errors) -> None:
    """Empty lines and line breaks inside quotes count."""
    bank.mapping = mapping("")
    report = bank.load(
        {"b.csv": '客户号,姓名,余额\n\n0001,"张\n三",1\n0002,李四,x\n0003\n0004,王,1\n'}
    )
    balances = [error for error in row_errors(report) if error["table"] == "balances"]
    assert [(error["row"], error["value"]) for error in balances] == [("5", "x"), ("6", "***")]


def test_serial_dates_and_long_numbers_of_excel(bank, row_errors) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["客户号", "姓名", "余额", "日"])
    sheet.append(["0001", "a", 1, 43861])
    sheet.append(["0002", "b", 2, date(2020, 1, 31)])
    sheet.append([6222021234567890123, "c", 3, 43861])
    sheet.append([12345, "d", 4, 43861])
    held = io.BytesIO()
    book.save(held)
    bank.mapping = mapping("").replace(
        '{ value = "2020-01-31" }', '{ column = "日", format = ["excel", "%Y-%m-%d"] }'
    )
    report = bank.load({"b.xlsx": held.getvalue()})
    day = date(2020, 1, 31)
    assert bank.rows("balances", "account_id, balance_date") == [
        ("0001", day), ("0002", day), ("12345", day),
    ]  # fmt: skip
    spoilt = row_errors(report)[0]
    assert (spoilt["row"], spoilt["column"]) == ("4", "customer_id")
    assert spoilt["value"].startswith("6.22202123456")
    assert "last digits are lost" in spoilt["reason"]


def test_numbers_that_lost_their_leading_zeros_can_be_filled_up(bank) -> None:
    bank.mapping = mapping("").replace(
        'customer_id = "客户号"', 'customer_id = { column = "客户号", width = 10 }'
    )
    bank.load({"b.csv": "客户号,姓名,余额\n12,a,1\nX12,b,1\n"})
    assert bank.rows("customers", "customer_id") == [("0000000012",), ("X12",)]


def test_typed_columns_of_parquet_are_taken_exactly(bank) -> None:
    """Floating amounts come from data frames; noise in the last place must not refuse a row."""
    table = pa.table({"客户号": [7, 8, 9], "姓名": ["a", "b", None],
                      "余额": [0.1 + 0.2, 1234567.89, float("nan")]})  # fmt: skip
    held = io.BytesIO()
    pq.write_table(table, held)
    bank.mapping = mapping("")
    report = bank.load({"b.parquet": held.getvalue()})
    assert bank.rows("balances", "account_id, balance_minor") == [("7", 30), ("8", 123456789)]
    assert [(p["column"], p["rule"]) for p in report.problems] == [("balance_minor", "missing")]
