"""Finding and handing over customers in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.functional.pages import arrived

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]


def test_control_k_finds_a_customer_and_enter_opens_the_page(open_page) -> None:
    page = open_page("rm", "/")
    page.keyboard.press("Control+k")
    page.locator("#palette input").press_sequentially("C10200274")
    page.locator("#palette [role=option]", has_text="C10200274").wait_for()
    page.keyboard.press("Enter")
    arrived(page, lambda address: address.endswith("/customers/C10200274/?via=search"))


def test_arrows_choose_in_the_palette_and_escape_closes_it(open_page, accessible) -> None:
    page = open_page("rm", "/customers/")
    page.keyboard.press("/")
    page.locator("#palette input").press_sequentially("w")
    page.locator("#customer-1").wait_for()
    accessible(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette [aria-selected=true]")).to_have_id("customer-1")
    expect(page.locator("#palette input")).to_have_attribute("aria-activedescendant", "customer-1")
    page.keyboard.press("Escape")
    expect(page.locator("#palette[open]")).to_have_count(0)


def test_g_then_a_letter_goes_to_a_page(open_page, bank) -> None:
    page = open_page("rm", "/")
    for letter, path in (("c", "/customers/"), ("t", "/care/tasks/"), ("h", "/")):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        arrived(page, f"{bank.url}{path}")


def test_p_previews_a_customer_beside_the_list(open_page, accessible) -> None:
    page = open_page("rm", "/customers/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    name = page.locator("[data-row][aria-current] b").inner_text()
    page.keyboard.press("p")
    page.locator("#drawer[open]").wait_for()
    expect(page.locator("#drawer-title")).to_contain_text(name)
    accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#drawer[open]")).to_have_count(0)
    assert page.url.endswith("/customers/")


def test_filters_apply_at_once_stand_in_the_address_and_can_be_dropped(open_page) -> None:
    page = open_page("rm", "/customers/")
    everybody = page.inner_text(".page-head b")
    page.select_option("[name=tier]", "gold")
    arrived(page, "**tier=gold**")
    expect(page.locator(".page-head b")).not_to_have_text(everybody)
    page.click(".active-filters .chip")
    arrived(page, lambda address: "tier=gold" not in address)
    expect(page.locator(".page-head b")).to_have_text(everybody)


def test_the_long_form_is_fetched_when_opened_and_filters_by_any_field(
    open_page, accessible, no_overflow
) -> None:
    page = open_page("rm", "/customers/")
    assert not page.locator("[name=fall_from]").count()
    page.click(".more-fields summary")
    page.fill("[name=fall_from]", "30")
    page.click(".field-end button")
    arrived(page, "**fall_from=30**")
    assert "30%" in page.inner_text(".active-filters")
    assert page.locator("[name=fall_from]").input_value() == "30"
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    no_overflow(page)


def test_the_list_comes_as_a_file(open_page) -> None:
    page = open_page("rm", "/customers/?tier=gold")
    with page.expect_download() as download:
        page.click(".export button")
    assert download.value.suggested_filename == "customers-2026-10-23.csv"


def test_a_branch_head_hands_chosen_customers_over_and_back(open_page) -> None:
    page = open_page("head", "/customers/?manager=-")
    page.keyboard.press("j")
    page.keyboard.press("x")
    bar = page.locator("[data-chosen]")
    expect(bar).to_be_visible()
    expect(page.locator("[data-chosen-count]")).to_have_text("1")
    number = page.locator("[data-row][aria-current] [name=customer]").input_value()
    page.select_option("[data-chosen] select", "S0002")
    page.click("[data-chosen] button")
    page.locator("[data-notice]", has_text="已移交 1 户").wait_for()
    page.goto(page.url.split("/customers/")[0] + f"/customers/{number}/")
    expect(page.locator(".customer-name")).to_contain_text("周航")
    page.select_option(".hand-over select", "")
    page.click(".hand-over button")
    page.locator(".customer-name", has_text="暂无客户经理").wait_for()


def test_choosing_all_and_some_is_told_by_the_box_on_top(open_page) -> None:
    page = open_page("head", "/customers/")
    page.check("[data-choose-all]")
    rows = page.locator("[data-act=choose]").count()
    expect(page.locator("[data-chosen-count]")).to_have_text(str(rows))
    page.uncheck("[data-act=choose] >> nth=0")
    assert page.evaluate("document.querySelector('[data-choose-all]').indeterminate")
    expect(page.locator("[data-chosen-count]")).to_have_text(str(rows - 1))
