"""What a person has typed, chosen and looked at is kept: notes, rows, searches, and the way out."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.functional.pages import arrived, ready

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]
CURRENT = "[data-list] > [data-row][aria-current]"
PROFILE = "/customers/C10200137/"


def test_a_note_survives_a_session_that_ended_meanwhile(open_page, bank) -> None:
    page = open_page("second", PROFILE)
    cookies = page.context.cookies()
    page.keyboard.press("n")
    page.locator("#dialog[open] summary").click()
    page.locator("#dialog[open] textarea").fill("下周到店谈大额存单")
    page.context.clear_cookies(name=re.compile("session"))
    page.click("#dialog[open] [name=follow_up][value='']")
    arrived(page, "**/account/login/**")
    page.context.add_cookies(cookies)
    page.goto(f"{bank.url}{PROFILE}")
    ready(page)
    page.keyboard.press("n")
    expect(page.locator("#dialog[open] textarea")).to_have_value("下周到店谈大额存单")


def test_everything_is_reached_from_the_bar_of_a_phone(open_page, accessible, no_overflow) -> None:
    page = open_page("rm", "/", width=390)
    page.locator(".tabs [data-open=more]").focus()
    page.keyboard.press("Enter")
    sheet = page.locator("#more[open]")
    sheet.wait_for()
    accessible(page)
    no_overflow(page)
    for path in ("/tiers/migration/", "/tiers/overrides/", "/tiers/policies/", "/imports/runs/"):
        expect(sheet.locator(f"a[href='{path}']")).to_be_visible()
    expect(sheet.get_by_role("button", name="退出登录")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#more[open]")).to_have_count(0)
    expect(page.locator(".tabs [data-open=more]")).to_be_focused()
    page.keyboard.press("Enter")
    sheet.locator("a[href='/account/preferences/']").click()
    arrived(page, "**/account/preferences/")


def test_enter_waits_for_the_answer_to_what_was_typed(open_page) -> None:
    page = open_page("rm", "/care/tasks/")
    page.route("**/search/**", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("C10200137")
    page.keyboard.press("Enter")
    arrived(page, lambda address: address.endswith(f"{PROFILE}?via=search"))


@pytest.mark.parametrize("typed", ["jjyj", "ＪＪＹＪ", "J J Y J", "降级 预警"])
def test_a_page_answers_to_its_initials_in_any_width(open_page, typed: str) -> None:
    page = open_page("rm", "/")
    page.keyboard.press("Control+k")
    page.keyboard.insert_text(typed)
    page.keyboard.press("Enter")
    arrived(page, "**/tiers/radar/")


def test_the_way_out_is_in_the_palette(open_page, bank) -> None:
    page = open_page("auditor", "/")
    del bank.states["auditor"]
    page.keyboard.press("Control+k")
    page.keyboard.insert_text("退出")
    page.keyboard.press("Enter")
    arrived(page, "**/account/login/")


@pytest.mark.parametrize("path", ["/tiers/radar/", "/customers/"])
@pytest.mark.parametrize("key", ["n", "c"])
def test_a_chosen_row_says_whom_a_note_or_call_is_about(open_page, path: str, key: str) -> None:
    page = open_page("rm", path)
    page.keyboard.press("j")
    number = page.locator(CURRENT).get_attribute("data-customer")
    page.keyboard.press(key)
    page.locator("#dialog[open] [name=outcome]").first.wait_for()
    expect(page.locator("#dialog[open] [name=customer]")).to_have_value(number)


def test_the_tier_page_knows_its_customer(open_page) -> None:
    page = open_page("rm", "/tiers/customers/C10200137/")
    page.keyboard.press("n")
    page.locator("#dialog[open] [name=outcome]").first.wait_for()
    expect(page.locator("#dialog[open] [name=customer]")).to_have_value("C10200137")


def test_a_note_on_the_customer_page_offers_to_close_the_task_beside_it(open_page) -> None:
    page = open_page("rm", "/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    arrived(page, "**/customers/*/")
    tasks = page.locator(".know-acts").count()
    page.keyboard.press("n")
    page.locator("#dialog[open] [name=task]").first.check()
    page.click("#dialog[open] [name=follow_up][value='']")
    expect(page.locator(".know-acts")).to_have_count(tasks - 1)
    page.click("[data-notice] [data-act=undo]")
    expect(page.locator(".know-acts")).to_have_count(tasks)


@pytest.mark.parametrize("path", ["/", "/customers/"])
def test_coming_back_from_a_customer_finds_the_row_chosen(open_page, path: str) -> None:
    page = open_page("rm", path)
    for _ in range(3):
        page.keyboard.press("j")
    row = page.locator(f"{CURRENT} [data-act=open]").get_attribute("href")
    page.keyboard.press("Enter")
    arrived(page, f"**{row}")
    page.go_back()
    expect(page.locator(f"{CURRENT} [data-act=open]")).to_have_attribute("href", row)
    expect(page.locator(CURRENT)).to_be_in_viewport()
