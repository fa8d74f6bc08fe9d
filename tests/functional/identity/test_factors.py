"""A passkey added and used in the browser, with Chromium's virtual authenticator."""

from __future__ import annotations

import pytest
from tests.functional.bank import PASSWORD
from tests.functional.pages import arrived, ready

pytestmark = [pytest.mark.browser, pytest.mark.slow_test, pytest.mark.sqlite_only]
KEY = {
    "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False,
    "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def browser_with_key(bank, browser):
    """A page under a name (keys are bound to one), with a key plugged in."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on(
        "console",
        lambda said: problems.append(said.text) if "Content Security" in said.text else None,
    )
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    yield page, bank.url.replace("127.0.0.1", "localhost")
    context.close()
    assert problems == []


def log_in(page, url, name):
    page.goto(f"{url}/account/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: not address.endswith("/account/login/"))


def test_a_key_is_added_and_asked_for_at_the_next_log_in(browser_with_key, accessible, no_overflow):
    page, url = browser_with_key
    log_in(page, url, "second")
    page.goto(f"{url}/account/security/factors/add/")
    ready(page)
    assert page.locator(".qr-frame svg").is_visible()
    accessible(page)
    no_overflow(page)
    page.fill("[name=name]", "蓝色钥匙")
    page.press("[name=name]", "Enter")
    page.wait_for_selector(".recovery")
    assert page.locator(".recovery li").count() == 10
    page.goto(f"{url}/account/security/")
    ready(page)
    assert page.locator("input[name=name]").input_value() == "蓝色钥匙"
    accessible(page)
    page.locator("[data-log-out]").click()
    page.wait_for_url("**/account/login/")
    log_in(page, url, "second")
    assert "/account/login/factor/" in page.url
    ready(page)
    accessible(page)
    page.locator("[data-passkey=use] button").press("Enter")
    arrived(page, f"{url}/")
    page.goto(f"{url}/account/security/")
    page.locator("form[action*='/keys/'][action$='/remove/'] button").click()
    page.wait_for_selector(".empty")


def test_without_a_key_the_form_stays_and_says_so(bank, browser):
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    url = bank.url.replace("127.0.0.1", "localhost")
    log_in(page, url, "second")
    page.goto(f"{url}/account/security/factors/add/")
    ready(page)
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('')); }"
    )
    page.locator("[data-passkey=make] button").click()
    page.wait_for_selector("[data-passkey-error]:not([hidden])")
    assert page.locator("[data-passkey=make] button").is_enabled()
    context.close()
