"""Tier pages in a real browser: phone and desk, light and dark, keyboard, decisions by a person."""

from __future__ import annotations

import csv
import io
import re

import pytest
from playwright.sync_api import expect
from tests.functional.bank import PASSWORD
from tests.functional.pages import arrived, ready

MOST_ELEMENTS = 1_700
pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]

PAGES = ("/tiers/radar/?show=all", "/tiers/migration/", "/tiers/overrides/",
         "/tiers/policies/", "/tiers/policies/standard_month_average/")  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_scrolls_down_only_and_nothing_serious_hinders_anybody(
    open_page, no_overflow, accessible, path
):
    page = open_page("head", path, width=390, dark=True)
    no_overflow(page)
    assert page.evaluate("document.querySelectorAll('*').length") <= MOST_ELEMENTS
    accessible(page)


@pytest.mark.parametrize("path", PAGES)
def test_english_at_a_desk_fits_and_is_accessible(open_page, no_overflow, accessible, path):
    page = open_page("head", path, language="en")
    no_overflow(page)
    accessible(page)


def test_the_radar_is_walked_by_keyboard_into_the_page_of_a_customer(
    open_page, no_overflow, accessible
):
    page = open_page("rm", "/tiers/radar/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    rows = page.locator("[data-row]")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    name = rows.nth(1).locator("b").inner_text()
    page.keyboard.press("Enter")
    arrived(page, "**/tiers/customers/**")
    assert name in page.locator("h1").inner_text()
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    no_overflow(page)


def test_a_number_of_the_explanation_leads_to_its_source(open_page):
    page = open_page("rm", "/tiers/radar/?show=all")
    page.locator("[data-row] a[data-act=open]").first.click()
    arrived(page, "**/tiers/customers/**")
    number = page.locator("#why .traced").first
    assert " = " in number.get_attribute("title")
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("tr:target")
    row = page.locator("tr:target")
    assert row.locator("td").first.inner_text() == number.inner_text()
    assert row.is_visible()


def test_f_leads_to_the_filters_and_the_address_keeps_them(open_page):
    page = open_page("rm", "/tiers/radar/?show=all")
    page.keyboard.press("f")
    expect(page.locator("[name=tier]")).to_be_focused()
    page.select_option("[name=tier]", "gold")
    page.get_by_role("button", name="筛选").click()
    arrived(page, re.compile(r"tier=gold"))
    chips = {text.strip() for text in page.locator("[data-row] .who .tier").all_inner_texts()}
    assert chips == {"金卡"}


def test_the_radar_leaves_as_a_file(open_page):
    page = open_page("rm", "/tiers/radar/?show=all&tier=gold")
    shown = page.locator("[data-row]").count()
    with page.expect_download() as download:
        page.get_by_role("button", name="导出 CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    *rows, taken = csv.DictReader(io.StringIO(text))
    assert taken["customer_id"].startswith("导出")
    assert len(rows) == shown > 0
    assert {row["effective_tier"] for row in rows} == {"gold"}


def test_a_cell_of_the_matrix_opens_its_customers(open_page, accessible):
    page = open_page("head", "/tiers/migration/")
    cell = page.locator(".matrix td.is-fall a").first
    counted = int(cell.locator("span").inner_text().replace(",", ""))
    cell.click()
    arrived(page, "**/tiers/migration/customers/**")
    assert page.locator("[data-row]").count() == counted
    accessible(page)


def test_an_override_is_asked_for_and_decided_by_another_person(open_page, accessible):
    page = open_page("head", "/tiers/radar/?show=all&tier=gold&manager=S0002")
    page.locator("[data-row] a[data-act=open]").first.click()
    arrived(page, "**/tiers/customers/**")
    page.get_by_text("申请人工调级").click()
    page.locator(".ask-form label", has_text="白金").click()
    page.fill("[name=reason]", "  ")
    page.evaluate("document.querySelector('.ask-form').noValidate = true")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_selector(".notice.crit")
    assert "至少 4 个字" in page.locator(".notice.crit").inner_text()
    assert page.locator(".ask-form input[name=tier]:checked").count() == 1, "nothing typed is lost"
    page.fill("[name=reason]", "拆迁款下月到账")
    page.get_by_role("button", name="提交申请").click()
    page.wait_for_selector("text=等待他人审批")
    accessible(page)

    inbox = open_page("second", "/tiers/overrides/")
    row = inbox.locator("[data-row]", has_text="拆迁款下月到账")
    row.get_by_role("button", name="驳回").click()
    inbox.wait_for_selector(".notice.crit")
    row.locator("[name=note]").fill("请补充拆迁协议")
    row.get_by_role("button", name="驳回").click()
    inbox.wait_for_selector("text=已驳回")
    assert inbox.locator("[data-row]", has_text="拆迁款下月到账").count() == 0


def test_who_asked_sees_no_buttons_to_decide(open_page):
    page = open_page("rm", "/tiers/overrides/")
    row = page.locator("[data-row]", has_text="房产出售款")
    assert row.get_by_role("button").count() == 0
    assert "等待他人审批" in row.inner_text()


def test_a_senseless_draft_is_told_beside_its_form(open_page, no_overflow, accessible):
    page = open_page("business", "/tiers/policies/standard_month_average/simulate/", width=390)
    no_overflow(page)
    accessible(page)
    page.fill("[name=floor_gold]", "900000")
    page.get_by_role("button", name="试算").click()
    page.wait_for_selector("[role=alert]")
    assert page.input_value("[name=floor_gold]") == "900000"


def test_the_door_opens_with_the_keyboard_alone(open_page, bank, browser, accessible, no_overflow):
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    page = context.new_page()
    page.goto(f"{bank.url}/tiers/radar/")
    ready(page)
    no_overflow(page)
    accessible(page)
    page.keyboard.type("rm")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    ready(page)
    accessible(page)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    arrived(page, f"{bank.url}/tiers/radar/")
    context.close()


def test_preferences_fit_a_phone(open_page, no_overflow, accessible):
    page = open_page("rm", "/account/preferences/", width=390, language="en")
    no_overflow(page)
    accessible(page)


def test_a_draft_is_tried_by_a_job_with_an_address_of_its_own(open_page, accessible, no_overflow):
    """The bank of these tests has no lake, so the job ends with its reason, on a page to keep."""
    page = open_page("business", "/tiers/policies/standard_month_average/simulate/", width=390)
    page.fill("[name=floor_gold]", "60000")
    page.get_by_role("button", name="试算").click()
    arrived(page, "**/simulate/2*-*/")
    page.wait_for_selector("[role=alert]", timeout=60_000)
    assert page.input_value("[name=floor_gold]") == "60000.00"
    no_overflow(page)
    accessible(page)
