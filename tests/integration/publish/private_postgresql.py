"""A PostgreSQL server in a temporary folder, for tests; only where the server is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
CARELESS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_wal_size=4GB"
"""Nothing here has to survive a loss of power."""


def why_not() -> str | None:
    """Why there is no server to test with; None when there is one."""
    for module in ("psycopg", "adbc_driver_postgresql"):
        if importlib.util.find_spec(module) is None:
            return f"{module} is not installed (make spark installs PostgreSQL support as well)"
    if _program("initdb") is None:
        return "no PostgreSQL server on this machine (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and _as_owner() is None:
        return "PostgreSQL does not run as root, and there is no user postgres here"
    return None


@contextmanager
def running_server() -> Iterator[str]:
    """The address of a fresh database; the server ends with the block."""
    with tempfile.TemporaryDirectory(prefix="hengke-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run("initdb", "-D", str(data), "-U", "hengke", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync")  # fmt: skip
        options = f"-c listen_addresses='' -k {folder} {CARELESS}"
        _run("pg_ctl", "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://hengke@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _run(program: str, *words: str) -> None:
    command = [*(_as_owner() or []), str(_program(program)), *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _program(name: str) -> str | None:
    installed = sorted(DEBIAN.glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(installed[-1]) if installed else None)


def _as_owner() -> list[str] | None:
    """Root steps down to the user that Debian's package made; anybody else is good as he is."""
    if os.geteuid() != 0:
        return []
    try:
        import pwd

        pwd.getpwnam("postgres")
    except KeyError:
        return None
    runuser = shutil.which("runuser")
    return [runuser, "-u", "postgres", "--"] if runuser else None
