"""The command as a person or a script runs it: a process of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests import databases

SOON, HANGS = 240.0, 400.0
"""Seconds within which something happens on a busy machine, and after which it never will."""
HENGKE = (sys.executable, "-m", "hengke")


@dataclass(frozen=True)
class Answer:
    exit_code: int
    out: str
    err: str


def environment(words: tuple[str | Path, ...]) -> dict[str, str]:
    """As in a new terminal: nothing of the test run's own settings, but the home's database."""
    hidden = ("HENGKE_HOME", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", databases.SERVER)
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    home = words[words.index("--home") + 1] if "--home" in words else None
    address = databases.address(home) if home else ""
    return {**kept, "DATABASE_URL": address} if address else kept


@pytest.fixture(scope="session")
def hengke(home_database: Callable[..., str]) -> Callable[..., Answer]:
    """`hengke("init", "--home", …)`: run to its end."""

    def call(*words: str | Path) -> Answer:
        done = subprocess.run(
            [*HENGKE, *map(str, words)], capture_output=True, text=True, timeout=HANGS,
            env=environment(words), check=False,
        )  # fmt: skip
        return Answer(done.returncode, done.stdout, done.stderr)

    return call


@contextmanager
def started(*words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A command that stays; whatever a test forgets is ended."""
    process = subprocess.Popen(
        [*HENGKE, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(words), start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def eventually(question: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.05)
    raise AssertionError("it never became true")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def port() -> int:
    return free_port()
