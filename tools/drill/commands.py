"""Commands of the product as processes of their own, watched, and ended at a chosen moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

AT_MOST = 600.0
BETWEEN_LOOKS = 0.01
KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Said:
    """How a command ended and all that it printed."""

    code: int
    text: str

    @property
    def clear(self) -> bool:
        """Killed, done, or refused in words; never a traceback and never "broken"."""
        words = ("Traceback", "Something broke")
        return self.code != 1 and not any(word in self.text for word in words)

    @property
    def refusal(self) -> str:
        lines = (line for line in self.text.splitlines() if line.startswith("Refused: "))
        return next(lines, "").removeprefix("Refused: ")


class Running:
    """One `hengke` command on its way."""

    def __init__(
        self, words: Sequence[str], home: Path, *, address: str = "", biggest: int | None = None
    ) -> None:
        self.began = time.monotonic()
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `ended`
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hengke", *words],
            stdout=self._said, stderr=subprocess.STDOUT, start_new_session=True,
            env=_environment(home, address),
            preexec_fn=_limited(biggest) if biggest else None,
        )  # fmt: skip

    def said(self) -> str:
        self._said.flush()
        position = os.lseek(self._said.fileno(), 0, os.SEEK_CUR)
        return os.pread(self._said.fileno(), position, 0).decode(errors="replace")

    @property
    def over(self) -> bool:
        return self._process.poll() is not None

    def until(self, reached: Callable[[], bool]) -> bool:
        """Wait until something has been reached; false when the command ended before."""
        while not reached():
            if self.over:
                return False
            if time.monotonic() - self.began > AT_MOST:
                raise TimeoutError(self.said())
            time.sleep(BETWEEN_LOOKS)
        return True

    def for_seconds(self, seconds: float) -> bool:
        return self.until(lambda: time.monotonic() - self.began >= seconds)

    def at_stage(self, stage: str) -> bool:
        return self.until(lambda: stage in self.said())

    def kill(self) -> None:
        """No warning, and all that it started with it."""
        if not self.over:
            os.killpg(self._process.pid, signal.SIGKILL)

    def ended(self) -> Said:
        code = self._process.wait(AT_MOST)
        text = self.said()
        self._said.close()
        return Said(code, text)


def done(words: Sequence[str], home: Path, *, address: str = "") -> Said:
    return Running(words, home, address=address).ended()


def _environment(home: Path, address: str) -> dict[str, str]:
    kept = {key: text for key, text in os.environ.items() if not key.startswith("HENGKE_")}
    kept.pop("DATABASE_URL", None)
    return {**kept, "HENGKE_HOME": str(home), **({"DATABASE_URL": address} if address else {})}


def _limited(biggest: int) -> Callable[[], None]:
    """No file of the command grows beyond so many bytes: a full disk for who may mount none."""

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (biggest, biggest))

    return limit
