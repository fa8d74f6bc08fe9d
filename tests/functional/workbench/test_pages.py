"""Every page of the workbench in a real browser: light and dark, wide and narrow, two languages."""

from __future__ import annotations

import gzip

import pytest
from tests.functional.pages import answered

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]
ONE = "/customers/C10200000/"
PAGES = [
    ("rm", "/"),
    ("head", "/"),
    ("business", "/"),
    ("data", "/"),
    ("auditor", "/"),
    ("rm", "/customers/"),
    ("head", "/customers/?risk=1&fall_from=20"),
    ("rm", "/care/tasks/"),
    ("rm", f"{ONE}?tab=overview"),
    ("rm", f"{ONE}?tab=holdings"),
    ("rm", f"{ONE}?tab=movements"),
    ("rm", f"{ONE}?tab=timeline"),
    ("head", f"{ONE}?tab=people"),
    ("business", "/tags/new/"),
    ("auditor", "/ui/"),
]
LOOKS = [
    pytest.param({"width": 1440, "dark": False, "language": "zh-hans"}, id="wide-light-zh"),
    pytest.param({"width": 390, "dark": True, "language": "en"}, id="narrow-dark-en"),
]
NODES = 1_700
FIRST_VISIT = 60_000
"""Bytes of page, style, script and icons together, compressed."""
LATER_VISIT = 20_000
STYLES = 18_000


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_is_accessible_and_fits_its_window(
    open_page, accessible, no_overflow, person: str, path: str, look: dict
) -> None:
    page = open_page(person, path, **look)
    assert page.locator("main h1").count() == 1
    no_overflow(page)
    accessible(page)
    assert page.evaluate("document.querySelectorAll('*').length") <= NODES


@pytest.mark.parametrize("path", ["/", "/customers/", ONE, "/care/tasks/"])
def test_a_first_visit_is_light(open_page, path: str) -> None:
    """No request leaves the host (see open_page); what comes is small, and later less."""
    page = open_page("rm", "/account/preferences/")
    page.wait_for_load_state("networkidle")
    answers: list = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(page.url.split("/account/")[0] + path)
    page.wait_for_load_state("networkidle")
    sizes = {answer.url: _packed(answer) for answer in answers}
    styles = sum(size for url, size in sizes.items() if ".css" in url)
    document = sizes[page.url]
    assert styles <= STYLES
    assert sum(sizes.values()) <= FIRST_VISIT, sizes
    assert document <= LATER_VISIT


def _packed(answer) -> int:
    return len(gzip.compress(answer.body())) if answer.status == 200 else 0


@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_jumps_while_a_page_loads(open_page, width: int) -> None:
    page = open_page("rm", "/", width=width)
    shift = page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => list.getEntries()"
        ".forEach(one => { sum += one.value; })).observe({type: 'layout-shift', buffered: true});"
        "setTimeout(() => done(sum), 300); })"
    )
    assert shift < 0.01


@pytest.mark.parametrize("tab", ["overview", "value"])
def test_a_phone_shows_the_tab_before_the_record_and_the_keyboard_follows(
    open_page, tab: str
) -> None:
    """Name and figures, then the tab, then the record; beside each other where there is room."""
    page = open_page("rm", f"{ONE}?tab={tab}", width=390)
    head, detail, record = (
        page.locator(one).bounding_box() for one in (".customer-head", "#detail", "#facts-title")
    )
    assert head["y"] + head["height"] <= detail["y"] <= page.viewport_size["height"] / 2
    assert detail["y"] + detail["height"] <= record["y"]
    page.focus(".customer-acts .button >> nth=-1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('nav.detail-tabs') !== null")
    page.set_viewport_size({"width": 1440, "height": 900})
    detail, record = (page.locator(one).bounding_box() for one in ("#detail", "#facts-title"))
    assert record["x"] + record["width"] <= detail["x"]


def test_the_theme_is_switched_at_once_and_kept(open_page) -> None:
    page = open_page("auditor", "/")
    with answered(page, "/preferences/"):
        page.click("[data-theme-toggle]")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    with answered(page, "/preferences/"):
        page.click("[data-theme-toggle]")


def test_a_phone_has_the_pages_at_the_bottom_and_the_note_in_their_middle(open_page) -> None:
    page = open_page("rm", "/", width=390)
    labels = page.locator(".tabs > *").all_inner_texts()
    assert labels == ["工作台", "客户", "记一笔", "降级预警", "更多"]
    page.click(".tabs [hx-get]")
    page.locator("#dialog[open] input[type=search]").wait_for()
