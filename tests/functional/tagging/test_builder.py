"""A business owner makes a tag, a segment of it, and reads its customers with the reasons."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.functional.pages import arrived

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]
RULE = "aum >= 600000 and kind = 'person'"


@pytest.mark.requirement("R034")
def test_a_new_tag_a_segment_of_it_and_its_customers_with_reasons(
    open_page, no_overflow, accessible
):
    page = open_page("business", "/tags/new/")
    for name, text in (("zh", "高净值个人"), ("en", "wealthy person"), ("code", "wealthy_person")):
        page.fill(f"[name={name}]", text)
    page.fill("[name=rule]", "aum_mnth >= 1")
    expect(page.locator("#found [role=alert]")).to_contain_text("^^^^^^^^")
    page.fill("[name=rule]", RULE)
    count = page.locator("#found [data-count]")
    expect(count).to_have_attribute("data-count", re.compile(r"^[1-9]\d*$"))
    number = count.get_attribute("data-count")
    page.fill("[name=reason]", "财富沙龙邀约")
    accessible(page)
    page.locator("form.builder button.primary").click()
    arrived(page, "**/tags/")

    inbox = open_page("checker", "/approvals/")
    inbox.get_by_text("高净值个人").first.click()
    inbox.locator("form button[value=yes], form button[value=approve]").first.click()
    expect(inbox.locator("#notices .notice")).to_have_count(1)

    page = open_page("business", "/tags/segments/new/")
    page.fill("[name=title]", "高净值客户")
    page.fill("[name=name]", "wealthy")
    page.locator("[data-rule]").press_sequentially("wealthy_p")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".suggestions [aria-selected=true] code")).to_have_text(
        "tag('wealthy_person')"
    )
    page.keyboard.press("Tab")
    expect(page.locator("#found [data-count]")).to_have_attribute("data-count", number)
    no_overflow(page)
    accessible(page)
    stopped(page)
    page.locator("form.builder button.primary").click()
    arrived(page, "**/tags/segments/of/wealthy/")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(min(int(number), 30))
    expect(rows.first.locator(".reasons")).to_contain_text("管理资产不低于600,000元")
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    no_overflow(page)


def stopped(page):
    """A count that takes its time is said, and one who does not want to wait stops it."""
    page.route("**/tags/segments/try/", lambda route: None)
    page.locator("[data-rule]").press("End")
    page.keyboard.type(" ")
    counting = page.locator("#counting")
    expect(counting).to_be_visible()
    counting.get_by_role("button").click()
    expect(counting).to_be_hidden()
    expect(page.locator("#notices .crit")).to_have_count(0)
    page.unroute("**/tags/segments/try/")
