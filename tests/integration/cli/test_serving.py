"""`hengke serve` and `hengke worker` start, answer, and end without leaving anything behind."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
from tests.integration.cli.conftest import eventually, started

from hengke.pipelines import api
from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test
Hengke = Callable[..., Any]


@pytest.fixture(scope="module")
def home(hengke: Hengke, tmp_path_factory: pytest.TempPathFactory) -> Home:
    place = Home(tmp_path_factory.mktemp("serving") / "bank")
    password = place.path.parent / "password"
    password.write_text("a-long-enough-password\n", encoding="utf-8")
    made = hengke("init", "--home", place.path, "--password-file", password)
    assert made.exit_code == 0, made.err
    return place


def test_the_workbench_opens_lets_in_whom_it_knows_and_ends_with_its_worker(
    home: Home, port: int
) -> None:
    with started("serve", "--home", home.path, "--port", str(port)) as server:
        address = f"http://127.0.0.1:{port}"
        eventually(lambda: answers(address))
        assert api.running(home)
        assert logged_in(address, "head", "a-long-enough-password") == 200
        assert style_sheet_headers(address)["Content-Encoding"] == "gzip"
        assert "immutable" in style_sheet_headers(address)["Cache-Control"]
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) in (0, 143)
        _, said = server.communicate()
        assert address in said
        assert "Traceback" not in said
    eventually(lambda: not api.running(home))
    assert not home.socket.exists()


def test_ctrl_c_ends_the_workbench_and_its_worker(home: Home, port: int) -> None:
    with started("serve", "--home", home.path, "--port", str(port)) as server:
        eventually(lambda: answers(f"http://127.0.0.1:{port}"))
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(30) in (0, 130)
    eventually(lambda: not api.running(home))


def test_a_worker_does_not_outlive_the_workbench_that_started_it(home: Home, port: int) -> None:
    with started("serve", "--home", home.path, "--port", str(port)) as server:
        eventually(lambda: answers(f"http://127.0.0.1:{port}"))
        assert api.running(home)
        os.killpg(server.pid, signal.SIGKILL)
    eventually(lambda: not api.running(home))


def test_connections_that_send_half_a_form_and_wait_hold_nobody_up(home: Home, port: int) -> None:
    half = b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2000\r\n\r\ncsrf"
    with started("serve", "--home", home.path, "--port", str(port), "--no-worker") as server:
        eventually(lambda: answers(f"http://127.0.0.1:{port}"))
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        for one in held:
            one.sendall(half)
        assert answers(f"http://127.0.0.1:{port}")
        assert style_sheet_headers(f"http://127.0.0.1:{port}")["Content-Encoding"] == "gzip"
        for one in held:
            one.close()
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) in (0, 143)


def test_a_port_that_is_taken_is_a_message(hengke: Hengke, home: Home) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = hengke("serve", "--home", home.path, "--port", str(taken.getsockname()[1]))
    assert answer.exit_code == 2
    assert "take another port" in answer.err
    assert not api.running(home)


def test_a_misspelt_setting_is_refused_at_start(
    home: Home, monkeypatch: pytest.MonkeyPatch, hengke: Hengke
) -> None:
    monkeypatch.setenv("HENGKE_HTTP", "1")
    answer = hengke("serve", "--home", home.path)
    assert answer.exit_code == 2
    assert "HENGKE_HTTPS" in answer.err


def test_a_second_worker_is_told_about_the_first_and_the_first_ends_when_asked(
    hengke: Hengke, home: Home
) -> None:
    with started("worker", "--home", home.path) as worker:
        eventually(lambda: api.running(home))
        second = hengke("worker", "--home", home.path)
        assert second.exit_code == 5
        assert "running for this home already" in second.err
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    assert not api.running(home)


def answers(address: str) -> bool:
    try:
        page = urllib.request.urlopen(f"{address}/account/login/", timeout=5)  # noqa: S310
        with page:
            return page.status == 200
    except urllib.error.HTTPError:
        raise
    except OSError:
        return False


def logged_in(address: str, username: str, password: str) -> int:
    """The status of the page behind the log-in, once the given password has been replaced."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    door = f"{address}/account/login/?next=/account/preferences/"
    page = sent(browser, door, username=username, password=password, next="/account/preferences/")
    assert page.url == f"{address}/account/login/password/"
    page = sent(browser, page.url, new="one-of-my-own-27", again="one-of-my-own-27")
    assert page.url == f"{address}/account/preferences/"
    return int(page.status)


def sent(browser: urllib.request.OpenerDirector, address: str, **fields: str) -> Any:
    """The page that answers the form of this address."""
    form = browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    assert token is not None
    filled = urllib.parse.urlencode({"csrfmiddlewaretoken": token.group(1), **fields})
    return browser.open(address, filled.encode())


def style_sheet_headers(address: str) -> Any:
    """How the page's own style sheet comes, on the first start of a new home."""
    with urllib.request.urlopen(f"{address}/account/login/") as page:  # noqa: S310
        found = re.search(r'href="(/static/[^"]+\.css)"', page.read().decode())
    assert found is not None
    wanted = urllib.request.Request(  # noqa: S310
        address + found.group(1), headers={"Accept-Encoding": "gzip"}
    )
    with urllib.request.urlopen(wanted) as file:  # noqa: S310
        return file.headers
