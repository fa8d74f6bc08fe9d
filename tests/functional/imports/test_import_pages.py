"""Bringing files in through a real browser, with a real worker behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.functional.pages import arrived

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]

OURS = """
name = "ours"
title = "Customers as our core system writes them"
currency = "CNY"

[[sources]]
name = "customers"
files = ["customers*"]
encoding = "gb18030"
[[sources.tables]]
table = "customers"
[sources.tables.columns]
customer_id = "number"
kind = { value = "person" }
name = "name"
birth_date = { column = "born", format = "%Y%m%d" }
"""
PAGES = ("/imports/", "/imports/runs/", "/imports/runs/run-1/", "/audit/")


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_scrolls_down_only_and_nothing_serious_hinders_anybody(
    open_page, no_overflow, accessible, path
):
    person = "auditor" if path == "/audit/" else "data"
    page = open_page(person, path, width=390)
    no_overflow(page)
    accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_english_and_dark_at_a_desk(open_page, no_overflow, accessible, path):
    person = "auditor" if path == "/audit/" else "data"
    page = open_page(person, path, language="en", dark=True)
    no_overflow(page)
    accessible(page)


def test_files_are_uploaded_checked_imported_and_taken_back(
    open_page, accessible, no_overflow, tmp_path
):
    """Three customers in GB18030, one of them born on a day that no calendar has."""
    page = open_page("data", "/imports/")
    page.set_input_files("[name=files]", _delivery(tmp_path))
    page.locator("form[action$='/upload/'] [name=mapping]").select_option("ours")
    page.get_by_role("button", name="上传").click()
    arrived(page, "**/imports/*/")
    page.get_by_role("button", name="检查", exact=True).click()
    page.wait_for_selector("text=导入预览", timeout=60_000)
    problems = page.locator(".problems").inner_text()
    assert "20190230" in problems
    assert "没有这一天" in problems
    accessible(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="下载全部行错误").click()
    assert "20190230" in download.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("button", name="导入", exact=True).click()
    page.wait_for_selector("text=导入结果", timeout=60_000)
    cells = page.locator("table tbody tr").first.locator("td").all_inner_texts()
    received, loaded, quarantined = (int(text.split()[-1]) for text in cells[1:4])
    assert (received, loaded, quarantined) == (3, 2, 1)
    page.set_viewport_size({"width": 390, "height": 844})
    no_overflow(page)

    runs = open_page("business", "/imports/runs/")
    assert "customers" in runs.locator("table").first.inner_text()
    page.get_by_role("button", name="撤销").click()
    page.wait_for_selector("text=已撤销", timeout=60_000)


def _delivery(folder: Path) -> list[str]:
    file = folder / "customers.csv"
    file.write_text(
        "number,name,born\n0001,张三,19800101\n0002,李四,20190230\n0003,王五,19700707\n",
        encoding="gb18030",
    )
    return [str(file)]


@pytest.fixture(autouse=True)
def _mapping(bank) -> None:
    """A mapping of the bank's own, as `hengke mapping new` would leave it in the home."""
    folder = bank.home / "mappings"
    folder.mkdir(exist_ok=True)
    (folder / "ours.toml").write_text(OURS, encoding="utf-8")
