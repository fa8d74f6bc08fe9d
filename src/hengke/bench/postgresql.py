"""A PostgreSQL of the bench's own on the loopback, with the settings that it comes with."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DEBIAN = Path("/usr/lib/postgresql")
OWNER = "postgres"
UP_WITHIN = 60.0


def why_not() -> str | None:
    """Why there is no server to measure with; None when there is one."""
    if _program("initdb") is None:
        return "no PostgreSQL server on this machine (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and not _owner():
        return "PostgreSQL does not run as root, and there is no user postgres here"
    return None


@contextmanager
def running() -> Iterator[int]:
    """Its port, as long as the block lasts; user `hengke` is trusted."""
    with tempfile.TemporaryDirectory(prefix="hengke-pg-") as name:
        if os.geteuid() == 0:
            shutil.chown(name, OWNER)
        yield from _running_in(Path(name))


def _running_in(folder: Path) -> Iterator[int]:
    own: dict[str, Any] = {"cwd": "/", "stdout": sys.stderr, **_owner()}
    data, port = folder / "data", free_port()
    initdb = [str(_program("initdb")), "-D", str(data), "-U", "hengke", "-A", "trust", "-E", "UTF8"]
    subprocess.run(initdb, check=True, **own)
    command = [str(_program("postgres")), "-D", str(data), "-p", str(port), "-k", str(folder),
               "-c", "listen_addresses=127.0.0.1"]  # fmt: skip
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, **own)
    try:
        answers(port, server)
        yield port
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int, server: subprocess.Popen[Any]) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not come up")


def _program(name: str) -> str | None:
    installed = sorted(DEBIAN.glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(installed[-1]) if installed else None)


def _owner() -> dict[str, Any]:
    """Root steps down to the user that Debian's package made; anybody else is good as he is."""
    if os.geteuid() != 0:
        return {}
    import pwd

    try:
        return {"user": OWNER, "group": pwd.getpwnam(OWNER).pw_gid, "extra_groups": []}
    except KeyError:
        return {}
