"""Pages as people read them: a real server on the loopback, readers who think in between."""

from __future__ import annotations

import contextlib
import html
import http.client
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.processes import StepFailed, environment

UP_WITHIN = 60.0
STRIDE = 7  # from one customer to the next, so that readers do not follow each other
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NEXT_PAGE = re.compile(r'href="(\?[^"]*after=[^"]*)" rel="next"')
LISTS = {
    "list": "/customers/",
    "list, filtered and sorted": "/customers/?risk=1&sort=fall",
}


@dataclass
class Timings:
    """Milliseconds per kind of page; a page that fails is counted, not timed."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    failed: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, milliseconds: float | None) -> None:
        with self.lock:
            if milliseconds is None:
                self.failed += 1
            else:
                self.milliseconds.setdefault(kind, []).append(milliseconds)

    def told(self) -> dict[str, Any]:
        return {
            "failed": self.failed,
            "pages": {kind: _percentiles(times) for kind, times in self.milliseconds.items()},
        }


def measured(
    home: Path, people: dict[str, Any], *, users: int, rounds: int, wait: float
) -> dict[str, Any]:
    """Every user reads `rounds` times: the list, a filtered one, its next page, a customer."""
    timings = Timings()
    with _server(home) as port:
        readers = [
            threading.Thread(target=_read, args=(port, people, number, rounds, wait, timings))
            for number in range(users)
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    return {"users": users, "wait": wait, **timings.told()}


def _read(
    port: int, people: dict[str, Any], number: int, rounds: int, wait: float, timings: Timings
) -> None:
    login = people["logins"][number % len(people["logins"])]
    reader = Reader(port)
    reader.log_in(login["username"], login["password"])
    for path in ("/", *LISTS.values()):  # a server that has just started compiles its templates
        reader.read(path)
    time.sleep(wait * number / len(people["logins"]))  # people do not click all at once
    customers: Sequence[str] = login["customers"]
    for turn in range(rounds):
        for kind, path in LISTS.items():
            page = reader.timed(kind, path, timings)
            time.sleep(wait)
            if found := NEXT_PAGE.search(page):
                onward = f"/customers/{html.unescape(found.group(1))}"
                reader.timed("list, next page", onward, timings)
                time.sleep(wait)
        customer = customers[(number + turn * STRIDE) % len(customers)]
        reader.timed("customer (360)", f"/customers/{urllib.parse.quote(customer)}/", timings)
        time.sleep(wait)


class Reader:
    """A browser of one person: one connection that is kept, and cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._cookies: dict[str, str] = {}

    def log_in(self, username: str, password: str) -> None:
        _, page = self._ask("GET", "/account/login/")
        token = TOKEN.search(page)
        fields = {
            "csrfmiddlewaretoken": token.group(1) if token else "",
            "username": username,
            "password": password,
        }
        status, _ = self._ask("POST", "/account/login/", urllib.parse.urlencode(fields))
        if status != http.client.FOUND:
            raise StepFailed(f"{username} could not log in (status {status})")

    def timed(self, kind: str, path: str, timings: Timings) -> str:
        began = time.perf_counter()
        status, page = self._ask("GET", path)
        spent = (time.perf_counter() - began) * 1000
        timings.add(kind, spent if status == http.client.OK else None)
        return page

    def read(self, path: str) -> None:
        self._ask("GET", path)

    def _ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={text}" for name, text in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        page = response.read().decode("utf-8", "replace")
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, text = cookie.split(";", 1)[0].partition("=")
            self._cookies[name] = text
        return response.status, page


@contextlib.contextmanager
def _server(home: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "hengke", "serve", "--no-worker", "--home", str(home),
        "--port", str(port), "--processes", "2",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=sys.stderr, env=environment(home))
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise StepFailed("the server did not come up")


def _percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "count": len(ordered),
        "p50": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))],
    }
