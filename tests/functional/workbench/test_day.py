"""The day's work by keyboard and by thumb: open, done, later, note, undo; nothing is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from tests.functional.pages import arrived, ready

pytestmark = [pytest.mark.browser, pytest.mark.slow_test]
CURRENT = "[data-list] > [data-row][aria-current]"
COUNT = "#day .count"


def count(page) -> int:
    """All that waits: of "15 / 28" the last."""
    return int(page.inner_text(COUNT).split("/")[-1])


def wait_for_count(page, number: int) -> None:
    expect(page.locator(COUNT)).to_have_text(re.compile(rf"(^|/ ){number}$"))


def test_j_and_k_walk_the_list_and_enter_opens_the_customer(open_page) -> None:
    page = open_page("rm", "/")
    rows = page.locator("[data-list] > [data-row]")
    for key, index in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        expect(rows.nth(index)).to_have_attribute("aria-current", "true")
    name = page.locator(f"{CURRENT} b").inner_text()
    page.keyboard.press("Enter")
    arrived(page, "**/customers/*/")
    expect(page.locator("h1")).to_have_text(name)


def test_e_finishes_a_task_the_next_is_chosen_and_u_brings_it_back(open_page) -> None:
    page = open_page("rm", "/")
    before = count(page)
    page.keyboard.press("j")
    first = page.locator(f"{CURRENT} .what").inner_text()
    page.keyboard.press("e")
    wait_for_count(page, before - 1)
    expect(page.locator(f"{CURRENT} .what")).not_to_have_text(first)
    page.keyboard.press("u")
    wait_for_count(page, before)
    expect(page.locator("[data-list] .what").first).to_have_text(first)


def test_s_puts_a_task_off_in_one_tap_and_the_notice_undoes_it(open_page, accessible) -> None:
    page = open_page("rm", "/")
    before = count(page)
    page.keyboard.press("j")
    page.keyboard.press("s")
    page.locator("#dialog[open] [name=days]").first.wait_for()
    accessible(page)
    page.click("#dialog[open] [name=days][value='3']")
    wait_for_count(page, before - 1)
    expect(page.locator("#dialog[open]")).to_have_count(0)
    page.click("[data-notice] [data-act=undo]")
    wait_for_count(page, before)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_contact_takes_two_taps_and_the_promise_stands_in_the_agenda(
    open_page, accessible, width: int
) -> None:
    page = open_page("rm", "/", width=width)
    before = count(page)
    row = page.locator("[data-list] > [data-row]").first
    name = row.locator("b").inner_text()
    row.hover()
    row.locator("[data-act=note]").click()
    page.locator("#dialog[open] [name=outcome]").first.wait_for()
    accessible(page)
    page.check("#dialog[open] [name=outcome][value=appointment]")
    page.click("#dialog[open] [name=follow_up][value='3']")
    wait_for_count(page, before - 1)
    page.locator("#agenda").get_by_text(name).first.wait_for()
    page.click("[data-notice] [data-act=undo]")
    wait_for_count(page, before)
    expect(page.locator("#agenda")).not_to_contain_text(name)


def test_c_opens_the_call_with_a_masked_number_that_is_shown_on_request(open_page) -> None:
    page = open_page("rm", "/")
    page.keyboard.press("j")
    page.keyboard.press("c")
    phone = page.locator("#dialog[open] .identifier")
    expect(phone).to_contain_text("****")
    phone.locator("button").click()
    expect(phone.locator("select")).to_have_value("call")
    phone.locator("button.primary").click()
    phone.locator("a[href^='tel:']").wait_for()
    assert "*" not in phone.inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog[open]")).to_have_count(0)


def test_letters_do_nothing_while_somebody_types_or_a_sheet_is_open(open_page) -> None:
    page = open_page("rm", "/care/tasks/")
    rows = page.locator("[data-list] > [data-row]").count()
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.locator("#dialog[open] summary").click()
    page.locator("#dialog[open] textarea").press_sequentially("jes e")
    assert page.input_value("#dialog[open] textarea") == "jes e"
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.locator("#palette[open] input").press_sequentially("e")
    page.keyboard.press("Escape")
    assert page.locator("[data-list] > [data-row]").count() == rows


def test_single_letters_can_be_switched_off(open_page) -> None:
    page = open_page("rm", "/")
    page.evaluate("document.documentElement.dataset.keys = 'off'")
    page.keyboard.press("j")
    assert not page.locator(CURRENT).count()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette[open]")).to_have_count(1)


def test_a_note_half_written_is_there_when_the_sheet_opens_again(open_page) -> None:
    page = open_page("rm", "/customers/C10200137/")
    page.keyboard.press("n")
    page.locator("#dialog[open] summary").click()
    page.locator("#dialog[open] textarea").fill("下周到店谈大额存单")
    page.reload()
    ready(page)
    page.keyboard.press("n")
    expect(page.locator("#dialog[open] textarea")).to_have_value("下周到店谈大额存单")
    page.click("#dialog[open] [name=follow_up][value='']")
    page.locator("[data-notice]").wait_for()
    page.get_by_text("下周到店谈大额存单").wait_for()
    page.click("[data-notice] [data-act=undo]")
    page.locator("[data-notice]").filter(has_text="撤回").wait_for()
    page.keyboard.press("n")
    expect(page.locator("#dialog[open] textarea")).to_have_value("")


def test_the_note_from_anywhere_asks_for_the_customer_first(open_page) -> None:
    page = open_page("rm", "/tiers/policies/")
    page.keyboard.press("n")
    page.locator("#dialog[open] input[type=search]").fill("C10200274")
    page.click("#chosen button")
    page.locator("#dialog[open] [name=outcome]").first.wait_for()
    expect(page.locator("#dialog")).to_contain_text("C10200274")


def test_the_order_of_the_day_changes_without_leaving_the_page(open_page) -> None:
    page = open_page("rm", "/")
    page.click("#day .segment a:has-text('按金额')")
    page.locator("#day .segment [aria-current]:has-text('按金额')").wait_for()
    assert page.url.endswith("/")


def test_a_task_that_a_colleague_closed_meanwhile_is_said_inside_the_sheet(open_page) -> None:
    mine, theirs = open_page("rm", "/care/tasks/"), open_page("head", "/care/tasks/?manager=S0001")
    mine.keyboard.press("j")
    mine.keyboard.press("s")
    mine.locator("#dialog[open]").wait_for()
    theirs.keyboard.press("j")
    theirs.keyboard.press("e")
    theirs.locator("[data-notice]").wait_for()
    mine.click("#dialog[open] [name=days][value='1']")
    mine.locator("#dialog [data-notice]").wait_for()
    theirs.click("[data-notice] [data-act=undo]")
    theirs.locator("[data-notice]").filter(has_text="恢复").wait_for()


def test_a_session_that_ended_leads_to_the_log_in_and_back(open_page) -> None:
    page = open_page("rm", "/care/tasks/?state=late")
    page.context.clear_cookies(name="hengke_session")
    page.keyboard.press("j")
    page.keyboard.press("e")
    arrived(page, "**/account/login/?next=%2Fcare%2Ftasks%2F%3Fstate%3Dlate")


def test_a_server_that_does_not_answer_is_said_and_changes_nothing(open_page) -> None:
    page = open_page("rm", "/")
    before = count(page)
    page.evaluate("window.fetch = async () => new Response('gone', {status: 503})")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.locator("[data-notice].crit").wait_for()
    assert count(page) == before
