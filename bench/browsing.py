"""A real server on the loopback and readers with a browser's manners: kept connection, cookies."""

from __future__ import annotations

import contextlib
import http.client
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.processes import StepFailed, environment

UP_WITHIN = 120.0
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Timings:
    """Milliseconds per kind of page; a page that fails is counted, not timed."""

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, milliseconds: float | None) -> None:
        with self.lock:
            if milliseconds is None:
                self.failed[kind] = self.failed.get(kind, 0) + 1
            else:
                self.milliseconds.setdefault(kind, []).append(milliseconds)

    def told(self, seconds: float) -> dict[str, Any]:
        every = [one for times in self.milliseconds.values() for one in times]
        return {
            "failed": sum(self.failed.values()),
            "failed_pages": self.failed,
            "requests_per_s": len(every) / seconds if seconds else 0.0,
            "all": percentiles(every),
            "pages": {kind: percentiles(self.milliseconds[kind])
                      for kind in sorted(self.milliseconds)},
        }  # fmt: skip


class Browser:
    """One person's: one connection that is kept, and cookies."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
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


@dataclass(frozen=True)
class Server:
    """Where the workbench answers, and the process that started it."""

    port: int
    pid: int


@contextlib.contextmanager
def server(home: Path, *, database_url: str = "", processes: int = 2) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "hengke", "serve", "--no-worker", "--home", str(home),
        "--port", str(port), "--processes", str(processes),
    ]  # fmt: skip
    env = environment(home) | ({"DATABASE_URL": database_url} if database_url else {})
    process = subprocess.Popen(command, stdout=sys.stderr, env=env)
    try:
        _wait_for(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    if not ordered:
        return {"count": 0}
    return {
        "count": len(ordered),
        "p50": statistics.median(ordered),
        "p95": ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))],
        "max": ordered[-1],
    }


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise StepFailed("the server did not come up")
