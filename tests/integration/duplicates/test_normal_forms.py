"""One form per value: what people and systems write differently is compared as one."""

from __future__ import annotations

import duckdb
import pytest

from hengke.pipelines.duplicates.mapping import Field
from hengke.pipelines.duplicates.normal import normal


@pytest.mark.parametrize(
    ("kind", "written", "form"),
    [
        ("name", "Ｊana  Nováková ", "jana nováková"),
        ("name", "王 小明", "王小明"),
        ("name", "未知", None),
        ("phone", "+86 138-1234-5678", "13812345678"),
        ("phone", "008613812345678", "13812345678"),
        ("phone", "１３８12345678", "13812345678"),
        ("phone", "0592-2345678", "05922345678"),
        ("date", "2001年2月3日", "20010203"),
        ("date", "2001/2/3", "20010203"),
        ("date", "2001-02-03 00:00:00", "20010203"),
        ("date", "19081209", "19081209"),
        ("id_number", "11010519491231002x", "11010519491231002"),
        ("id_number", "110105491231002", "11010519491231002"),
        ("id_number", "G 1234-5678", "g12345678"),
        ("email", " Zhang＠Example.COM", "zhang@example.com"),
        ("text", "", None),
        ("number", " - ", None),
    ],
)
def test_one_form(kind: str, written: str, form: str | None) -> None:
    made = normal(Field("x", kind, "x"))
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {made} FROM (SELECT ? AS x)", [written]).fetchone()
    assert found == (form,)
