"""The field of a rule by itself: what its suggestions do to what is typed, and when a count that
was given up is told as a failure. The server is played by the test."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from playwright.sync_api import expect
from tests.functional.pages import ready

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]
HOST = "http://rule.test"
TRIES = f"{HOST}/try/"
TERMS = [
    {"text": "own_bookings_90d", "means": "own bookings in 90 days"},
    {"text": "age", "means": "age"},
    {"text": "aum", "means": "assets"},
    {"text": "aum_average", "means": "average of assets"},
    {"text": "tag('asset_large')", "means": "large assets, 50万 and more"},
    {"text": "personal", "means": "a person"},
]
SCRIPTS = ("django_htmx/htmx-4.min.js", "hengke/app.js", "tagging/builder.js")


def document(typed: str) -> str:
    field = render_to_string(
        "tagging/rule_field.html",
        {"name": "rule", "label": "Rule", "asks": "/try/", "typed": typed, "rows": 5, "wide": ""},
    )
    crit = {"kind": "crit", "message": "The server did not answer."}
    scripts = "".join(f'<script src="/static/{one}" defer></script>' for one in SCRIPTS)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Rule</title>'
        f'<link rel="stylesheet" href="/static/tagging/tagging.css">{scripts}</head><body><main>'
        f'<h1>Rule</h1><form>{field}<button id="save" type="button">Save</button>'
        f"{render_to_string('tagging/terms.html', {'terms': TERMS})}</form>"
        f"{render_to_string('tagging/counting.html')}"
        '<div id="found"></div></main><div id="notices"></div>'
        f'<template id="no-answer">{render_to_string("ui/notice.html", crit)}</template>'
        "</body></html>"
    )


@pytest.fixture
def written(browser: Any) -> Iterator[Callable[..., Any]]:
    """`written("age > 1")`: a page with the field, that text in it and the caret behind it."""
    context = browser.new_context()

    def opened(typed: str = "", tries: Callable[[Any], None] | None = None) -> Any:
        def serve(route: Any) -> None:
            path = route.request.url.removeprefix(HOST)
            if path == "/":
                return route.fulfill(body=document(typed), content_type="text/html")
            found = finders.find(path.removeprefix("/static/"))
            return route.fulfill(path=Path(str(found))) if found else route.fulfill(status=404)

        page = context.new_page()
        page.route(f"{HOST}/**", serve)
        page.route(TRIES, tries or (lambda route: route.fulfill(body="counted")))
        page.goto(f"{HOST}/")
        ready(page)
        page.locator("[data-rule]").press("Control+End")
        return page

    yield opened
    context.close()


def type_in(page: Any, text: str) -> Any:
    page.locator("[data-rule]").press_sequentially(text)
    return page.locator(".suggestions")


@pytest.mark.parametrize(
    "text",
    [
        "age > 90", "aum >=50", "aum > 50万", "aum > 1.50", "opened_on > 2026-10", "aum > 1e90",
        "kind = 'person", "opened_on > date '2026", "aum > 1 and -- person", "aum > 1 and",
    ],
)  # fmt: skip
def test_nothing_is_put_in_place_of_a_number_or_a_text(written, text: str) -> None:
    page = written()
    field = page.locator("[data-rule]")
    expect(type_in(page, text)).to_be_hidden()
    page.keyboard.press("Enter")
    expect(field).to_have_value(text + "\n")
    page.keyboard.press("Backspace")
    page.keyboard.press("Tab")
    expect(page.locator("#save")).to_be_focused()
    expect(field).to_have_value(text)


def test_only_what_the_arrows_chose_is_taken(written, accessible) -> None:
    page = written()
    field, shown = page.locator("[data-rule]"), type_in(page, "age > 90 and au")
    expect(shown.locator("li")).to_have_count(2)
    expect(shown.locator("[aria-selected=true]")).to_have_count(0)
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowUp")
    expect(shown.locator("[aria-selected=true] code")).to_have_text("aum_average")
    marked = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    expect(marked.locator("code")).to_have_text("aum_average")
    accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(field).to_have_value("age > 90 and aum")
    expect(field).to_be_focused()
    expect(shown).to_be_hidden()
    type_in(page, " > 1 or ag")
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()


def test_a_name_in_quotes_of_a_call_is_offered_and_left_by_tab(written) -> None:
    page = written()
    expect(type_in(page, "age > 1 and tag('ass").locator("li")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(page.locator("#save")).to_be_focused()
    expect(page.locator(".suggestions")).to_be_hidden()
    expect(page.locator("[data-rule]")).to_have_value("age > 1 and tag('ass")


@pytest.mark.parametrize("leave", ["click", "caret", "paste"])
def test_the_list_closes_when_the_word_is_left(written, leave: str) -> None:
    page = written()
    shown = type_in(page, "age > 1 and aum_")
    expect(shown).to_be_visible()
    if leave == "click":
        page.locator("h1").click()
    elif leave == "caret":
        page.keyboard.press("Home")
    else:
        page.keyboard.press("Control+A")
        page.keyboard.press("Control+C")
        page.keyboard.press("Control+V")
    expect(shown).to_be_hidden()
    expect(page.locator("[data-rule]")).to_have_value("age > 1 and aum_")
    page.locator("#save").click()


@pytest.mark.parametrize(("first", "failures"), [("waits", 0), ("breaks", 1)])
def test_a_count_that_was_asked_anew_did_not_fail(written, first: str, failures: int) -> None:
    asked: list[Any] = []

    def tries(route: Any) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.fulfill(body="the second count")

    page = written("age > 1", tries)
    expect(page.locator("#counting")).to_have_class(re.compile("htmx-request"))
    if first == "breaks":
        while not asked:
            page.wait_for_timeout(20)
        asked[0].abort("connectionreset")
        expect(page.locator("#notices .crit")).to_have_count(1)
    type_in(page, "0")
    expect(page.locator("#found")).to_have_text("the second count")
    expect(page.locator("#notices .crit")).to_have_count(failures)


def test_a_count_that_was_asked_anew_can_be_stopped_and_asked_again(written) -> None:
    asked: list[str] = []

    def tries(route: Any) -> None:
        asked.append(route.request.url)
        if len(asked) > 2:
            route.fulfill(body="the third count")

    page = written("age > 1", tries)
    with page.expect_request(TRIES):
        type_in(page, "0")
    counting = page.locator("#counting")
    counting.get_by_role("button").click()
    expect(counting).not_to_have_class(re.compile("htmx-request"))
    type_in(page, "0")
    expect(page.locator("#found")).to_have_text("the third count")
    expect(page.locator("#notices .crit")).to_have_count(0)
