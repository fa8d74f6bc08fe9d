"""The page of preferences, with the own password, on a phone and at a desk."""

from __future__ import annotations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]


@pytest.mark.parametrize(("width", "language"), [(390, "zh-hans"), (1440, "en")])
def test_a_password_that_will_not_do_is_told_beside_its_field(
    open_page, no_overflow, accessible, width, language
) -> None:
    page = open_page("auditor", "/account/preferences/", width=width, language=language)
    page.fill("[name=old]", "not the one so far")
    page.fill("[name=new]", "short")
    page.fill("[name=again]", "shorter")
    page.locator("#password button").click()
    page.wait_for_selector("#old-error")
    assert page.locator("[name=new]").get_attribute("aria-describedby") == "new-error"
    assert page.locator("#new-error").is_visible()
    no_overflow(page)
    accessible(page)
