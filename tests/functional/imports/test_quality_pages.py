"""Data quality in a real browser: two deliveries, the second one worse than the first."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.functional.pages import arrived
from tests.integration.imports.conftest import ACCOUNTS, BALANCES, CUSTOMERS, MAPPING

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]

WORSE = "id,kind,name,since,op\n0001,P,,20200101,\n0002,X,李四,20200102,\n0003,F,,20200103,\n"
LATE = "account,day,amount\nA1,20200103,70\nA9,20200103,30\n"
PAGES = ("", "?short=1", "field/?source=testbank&table=customers&column=name")


@pytest.fixture
def deliveries(bank: Any, tmp_path: Path) -> Iterator[None]:
    from hengke.pipelines.home import Home
    from hengke.pipelines.intake import api

    mapping, home = tmp_path / "testbank.toml", Home.at(bank.home)
    mapping.write_text(MAPPING, encoding="utf-8")
    taken = []
    good = {"customers.csv": CUSTOMERS, "accounts.csv": ACCOUNTS, "balances.csv": BALANCES}
    for number, files in enumerate((good, {"customers.csv": WORSE, "balances.csv": LATE})):
        folder = tmp_path / f"delivery{number}"
        folder.mkdir()
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        report = api.import_delivery(home, folder, mapping=mapping, confirmed=True)
        taken.append(report.batch)
    yield
    for batch in reversed(taken):
        api.undo(home, batch)


def test_an_owner_finds_what_fell_short_on_any_screen(
    open_page, no_overflow, accessible, deliveries
) -> None:
    for number, path in enumerate(PAGES):
        for width, dark, language in ((390, False, "zh-hans"), (1440, True, "en")):
            page = open_page(
                "data", f"/imports/quality/{path}", width=width, dark=dark, language=language
            )
            no_overflow(page)
            accessible(page)
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/quality{number}-{width}.png", full_page=True)


def test_from_the_rail_to_the_field_that_is_late(open_page, deliveries) -> None:
    page = open_page("business", "/imports/runs/")
    page.get_by_role("link", name="数据质量").first.click()
    arrived(page, "**/imports/quality/")
    page.locator("[name=short]").select_option("1")
    arrived(page, "**/imports/quality/?*short=1")
    row = page.locator("tr", has_text="balance_date").filter(has_text="28 天")
    row.get_by_role("link").click()
    arrived(page, "**/imports/quality/field/**")
    assert "28 天" in page.locator("main").inner_text()
