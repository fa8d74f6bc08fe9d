"""Identifiers that cannot be right are loaded, counted per field, and shown without their value."""

from __future__ import annotations

import json
from datetime import date

import pytest

from hengke.pipelines import fitness

HEAD = "id,kind,name,since,op,type,idno,phone,mail\n"
ROWS = (
    "0001,P,张三,20200101,,居民身份证,11010519491231002X,138 0000 0001,li.lei@example.com\n"
    "0002,P,李四,20200101,,id_card,110105194912310021,@SUM(A1),=x@y\n"
    "0003,P,王五,20200101,,id_card,11010519491331002X,12345678901234567,a@b.com;c@d.com\n"
    "0004,P,赵六,20200101,,passport,E12345678,0592-2345678,\n"
    "0005,P,钱七,20200101,,,-5,,not-mail\n"
    "0006,F,Firm,20200101,,统一社会信用代码,91330100799655058B,,\n"
    "0007,F,Firm,20200101,,credit_code,91330100799655058C,,\n"
    "0008,P,孙八,20200101,D,,bad,bad,bad\n"
)
PLAIN = 'id_number = "idno"\nphone = "phone"\nemail = "mail"\nid_type = "type"\n'
MADE = (
    'id_number = { text = "{idno}" }\nphone = { first_of = ["phone"] }\n'
    'email = { column = "mail", repair = ["full_width"] }\nid_type = "type"\n'
)
FOUND = {
    ("id_number", "id_check"): [2], ("id_number", "id_birth"): [3],
    ("id_number", "document_form"): [5], ("id_number", "credit_check"): [7],
    ("phone", "phone_form"): [2, 3], ("email", "email_form"): [2, 3, 5],
}  # fmt: skip
"""By column and code the numbers of the customers."""


@pytest.fixture(params=[PLAIN, MADE], ids=["as delivered", "made by a rule"])
def bank(bank, request):
    bank.mapping = bank.mapping.replace('name = "name"\n', 'name = "name"\n' + request.param)
    return bank


def delivery(files, rows=ROWS):
    return {**files, "customers.csv": HEAD + rows}


def test_what_cannot_be_right_is_loaded_and_told_per_field_and_reason(bank, files) -> None:
    report = bank.load(delivery(files))
    (customers,) = [one for one in report.tables if one.table == "customers"]
    assert (customers.received, customers.quarantined) == (8, 0)
    told = {(one["column"], one["rule"]): one for one in report.flawed}
    assert {key: one["rows"] for key, one in told.items()} == {
        key: len(rows) for key, rows in FOUND.items()
    }
    line = {key: [row["row"] - 1 for row in one["examples"]] for key, one in told.items()}
    assert line == FOUND
    assert {row["file"] for one in report.flawed for row in one["examples"]} == {"customers.csv"}


def test_of_a_value_one_sign_stands_at_each_end_and_no_more(bank, files) -> None:
    report = bank.load(delivery(files))
    shown = json.dumps(report.to_json(), ensure_ascii=False)
    for value in ("a@b.com", "c@d.com", "SUM", "12345678901234567", "1949", "not-mail", "x@y"):
        assert value not in shown
    (mail,) = [one for one in report.flawed if one["column"] == "email"]
    assert [row["value"] for row in mail["examples"]][1] == "a*************m"
    manifest = (bank.home.lake / "manifest.json").read_text(encoding="utf-8")
    assert "a****" not in manifest


def test_the_validity_of_the_field_is_that_of_its_filled_rows(bank, files) -> None:
    bank.load(delivery(files))
    rules = fitness.policy(bank.home, on=date(2026, 11, 26))
    courses = {one.column: one.now for one in fitness.courses(bank.home, rules)}
    shares = {
        column: courses[column].measures["validity"].share
        for column in ("id_number", "phone", "email")
    }
    assert shares == {"id_number": 3 / 7, "phone": 2 / 4, "email": 1 / 4}
    assert courses["email"].broken == {"email_form": 3}
    assert courses["email"].short


def test_a_check_says_the_same_and_a_good_delivery_says_nothing(bank, files) -> None:
    assert len(bank.check(delivery(files)).flawed) == len(FOUND)
    good = ROWS.splitlines(keepends=True)[0]
    report = bank.load(delivery(files, good + good.replace("0001", "0002")))
    assert report.flawed == ()
