"""A served bank and a real browser. Whatever a page asks of another host, or says to the console as
an error, fails the test that opened it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.functional.bank import PASSWORD
from tests.functional.pages import ready

REPOSITORY = Path(__file__).resolve().parents[2]
START_SECONDS = 240.0
SERIOUS = ("serious", "critical")


@dataclass
class Bank:
    """A served home. `states` keeps the session of each person who has logged in once."""

    url: str
    home: Path
    states: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="session")
def bank(
    tmp_path_factory: pytest.TempPathFactory, home_database: Callable[[Path], str]
) -> Iterator[Bank]:
    """`hengke serve` on a free port of this machine, with the worker beside it."""
    home = tmp_path_factory.mktemp("served") / "home"
    code = os.pathsep.join((str(REPOSITORY / "src"), str(REPOSITORY)))
    environment = {**os.environ, "PYTHONPATH": code, "DATABASE_URL": home_database(home)}
    subprocess.run(
        [sys.executable, "-m", "tests.functional.bank", str(home)],
        check=True, cwd=REPOSITORY, env=environment, timeout=START_SECONDS,
    )  # fmt: skip
    port = _free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "hengke", "serve", "--home", str(home), "--port", str(port)],
        cwd=REPOSITORY, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    found = Bank(f"http://127.0.0.1:{port}", home)
    try:
        _wait_until_it_answers(found.url, server)
        yield found
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/account/login/", timeout=2):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not answer (exit code {server.poll()})")


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium_path: str) -> dict[str, Any]:
    """The system's Chromium. Test machines often run as root, where its sandbox cannot start."""
    return {"executable_path": chromium_path, "args": ["--no-sandbox"]}


@pytest.fixture
def open_page(bank: Bank, browser: Any) -> Iterator[Callable[..., Any]]:
    """`open_page("rm", "/tiers/radar/", width=390)`: the page, as that person sees it."""
    contexts, strangers, complaints = [], [], []

    def watch(page: Any) -> None:
        def on_request(request: Any) -> None:
            if not request.url.startswith((bank.url, "data:", "blob:")):
                strangers.append(request.url)

        def on_console(message: Any) -> None:
            asked_for = "status of 4" in message.text or "AbortError" in message.text
            if message.type == "error" and not asked_for:
                complaints.append(f"{page.url}: {message.text}")

        page.on("request", on_request)
        page.on("console", on_console)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))

    def opened(
        person: str, path: str, *, width: int = 1440, dark: bool = False, language: str = "zh-hans"
    ) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900 if width > 720 else 844},
            color_scheme="dark" if dark else "light",
            storage_state=_state(bank, browser, person),
        )
        contexts.append(context)
        context.add_cookies(
            [
                {"name": "hengke_language", "value": language, "url": bank.url},
                {"name": "hengke_theme", "value": "dark" if dark else "light", "url": bank.url},
            ]
        )
        page = context.new_page()
        watch(page)
        page.goto(bank.url + path)
        ready(page)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert strangers == []
    assert complaints == []


def _state(bank: Bank, browser: Any, person: str) -> Any:
    """Log in through the door once; later pages reuse the session."""
    if person not in bank.states:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{bank.url}/account/login/")
        page.fill("[name=username]", person)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(lambda address: "/account/login" not in address)
        bank.states[person] = context.storage_state()
        context.close()
    return bank.states[person]


@pytest.fixture
def no_overflow() -> Callable[[Any], None]:
    """Nothing of the page is wider than the window: a phone scrolls down only."""

    def check(page: Any) -> None:
        wide = page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getClientRects().length && "
            "!e.closest('.table-wrap, .heat, dialog') && "
            "e.getBoundingClientRect().right > innerWidth + 1 && "
            "!e.matches('.sr, .skip')).map(e => e.outerHTML.slice(0, 80)).slice(0, 5)"
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), wide

    return check


@pytest.fixture
def accessible() -> Callable[[Any], None]:
    """No serious finding of axe."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def check(page: Any) -> None:
        found = [
            f"{one['id']} ({one['impact']}): {one['nodes'][0]['html'][:120]}"
            for one in axe.run(page).response["violations"]
            if one["impact"] in SERIOUS
        ]
        assert found == []

    return check
