"""The privacy tab in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.functional.pages import arrived

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]
TAB = "/customers/C10200274/?tab=privacy"


def test_a_refusal_is_a_notice_and_what_was_typed_stays(open_page, accessible) -> None:
    page = open_page("rm", TAB)
    form = page.locator("form[action$='/request/']")
    form.locator("[name=kind]").select_option("correction")
    form.locator("[name=field]").fill("address")
    form.locator("button").click()
    expect(page.get_by_text("已登记").first).to_be_visible()
    arrived(page, f"**{TAB}")
    form.locator("[name=kind]").select_option("correction")
    form.locator("[name=field]").fill("address")
    form.locator("[name=said]").fill("moved to Xiamen")
    form.locator("button").click()
    page.locator("[data-notice]").filter(has_text="已在处理中").wait_for()
    expect(form.locator("[name=said]")).to_have_value("moved to Xiamen")
    accessible(page)
