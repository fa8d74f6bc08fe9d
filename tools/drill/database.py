"""Kill PostgreSQL under a publishing: the postmaster with no warning, or stopped at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.drill import bank as banks
from tools.drill import fingerprints
from tools.drill.bank import YESTERDAY, Bank, DrillBroken
from tools.drill.commands import AT_MOST, Running, done
from tools.drill.outcome import Outcome

DEBIAN = Path("/usr/lib/postgresql")
HOW = ("postmaster killed", "stopped at once")


def why_not() -> str | None:
    """Why there is no server to kill; None when there is one."""
    from importlib.util import find_spec

    if find_spec("psycopg") is None or find_spec("adbc_driver_postgresql") is None:
        return "PostgreSQL support is not installed (make spark installs it as well)"
    if _program("initdb") is None:
        return "no PostgreSQL server on this machine (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and shutil.which("runuser") is None:
        return "PostgreSQL does not run as root, and there is no runuser here"
    return None


@dataclass(frozen=True)
class Server:
    """A server of its own in a folder, reached through a socket there; it syncs as in production:
    what survives a kill is the question."""

    folder: Path

    @property
    def address(self) -> str:
        return f"postgresql://hengke@/postgres?host={self.folder}"

    def start(self) -> None:
        """After a kill the old children hold the shared memory until they notice."""
        options = f"-c listen_addresses='' -k {self.folder}"
        words = ("-D", str(self.folder / "data"), "-w", "-t", "300", "-o", options, "-l",
                 str(self.folder / "log"), "start")  # fmt: skip
        began = time.monotonic()
        while _tried("pg_ctl", *words):
            if time.monotonic() - began > AT_MOST:
                raise DrillBroken((self.folder / "log").read_text(encoding="utf-8")[-2000:])
            time.sleep(1)

    def stop(self, *, mode: str = "immediate") -> None:
        _run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    def kill(self) -> None:
        """The postmaster goes at once; its children notice and go after it."""
        file = self.folder / "data/postmaster.pid"
        number = int(file.read_text(encoding="utf-8").splitlines()[0])
        os.kill(number, signal.SIGKILL)
        while _lives(number):
            time.sleep(0.05)
        time.sleep(0.5)

    def shown(self) -> tuple[str, str]:
        import psycopg

        with psycopg.connect(self.address) as connection:

            def rows(sql: str) -> list[tuple[Any, ...]]:
                return connection.execute(sql.encode()).fetchall()

            return fingerprints.shown_in(
                rows,
                lambda table: [
                    row[0]
                    for row in rows(
                        "SELECT column_name FROM information_schema.columns WHERE table_schema = "
                        f"'public' AND table_name = '{table}' ORDER BY ordinal_position"
                    )
                ],
            )


@contextmanager
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="hengke-drill-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        _run("initdb", "-D", str(folder / "data"), "-U", "hengke", "-A", "trust", "-E", "UTF8",
             "--no-sync")  # fmt: skip
        one = Server(folder)
        one.start()
        try:
            yield one
        finally:
            if (folder / "data/postmaster.pid").exists():
                one.stop()


class Drill:
    """One bank on one server; what undisturbed publishing shows is known before anything dies."""

    def __init__(self, bank: Bank, place: Path, one: Server) -> None:
        self.server = one
        self.home = banks.copied(bank.computed, place / "on_postgresql")
        runs = fingerprints.manifest(self.home)["runs"]
        self.old = next(run["run_id"] for run in runs if run["as_of"] == YESTERDAY)
        self.new = next(run["run_id"] for run in runs if run["as_of"] != YESTERDAY)
        self.after = self._publish(self.new)
        began = time.monotonic()
        self.before = self._publish(self.old)
        self.seconds = time.monotonic() - began

    def _publish(self, run: str) -> tuple[str, str]:
        said = done(("publish", "--run", run), self.home, address=self.server.address)
        if said.code:
            raise DrillBroken(said.text)
        return self.server.shown()

    def killed_at_random(self, rng: random.Random, how: str) -> Outcome:
        seconds = rng.uniform(self.seconds * 0.3, self.seconds)
        point = f"after {seconds:.2f} s"
        return self._killed(how, point, lambda one: one.for_seconds(seconds))

    def killed_at_stage(self, stage: str, how: str) -> Outcome:
        return self._killed(how, f"at {stage!r}", lambda one: one.at_stage(stage))

    def _killed(self, how: str, point: str, moment: Callable[[Running], bool]) -> Outcome:
        """Kill the server under a publishing of today, start it, look, publish again."""
        if self.server.shown() != self.before:
            self._publish(self.old)
        running = Running(("publish", "--run", self.new), self.home, address=self.server.address)
        moment(running)
        if how == "postmaster killed":
            self.server.kill()
        else:
            self.server.stop()
        said = running.ended()
        self.server.start()
        served = self.server.shown() in (self.before, self.after)
        healed = self._publish(self.new) == self.after
        told = said.refusal.split(":")[0] if said.code else "published before"
        return Outcome(f"database {how}", point, told, said.clear, served, healed)


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{number}/stat").read_text().split(")")[-1].split()[:1]


def _run(program: str, *words: str) -> None:
    if code := _tried(program, *words):
        raise DrillBroken(f"{program} ended with {code}")


def _tried(program: str, *words: str) -> int:
    stepped_down = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*stepped_down, str(_program(program)), *words]
    quiet = subprocess.DEVNULL
    return subprocess.run(command, check=False, stdout=quiet, stderr=quiet, cwd="/").returncode


def _program(name: str) -> str | None:
    installed = sorted(DEBIAN.glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(installed[-1]) if installed else None)
