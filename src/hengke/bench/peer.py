"""A customer system that exists, on the same kind of database: Tryton, over its own door.

It is installed into a folder of the bench when the bench asks for it, runs as a server of its own
and is driven over JSON-RPC as any client drives it; no line of it is loaded here. Measured are the
making of parties with an address and a phone, and a page of a list.
"""

from __future__ import annotations

import base64
import http.client
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hengke.bench import postgresql
from hengke.bench.answers import Answer, delivery
from hengke.pipelines.home import Home

PACKAGES = ("trytond>=8,<9", "trytond-party>=8,<9", "psycopg[binary,pool]")
DATABASE = "tryton"
PARTIES, AT_ONCE = 10_000, 500
RECORDS_OF_A_PARTY = 3  # itself, an address, a phone
LISTS, LINES = 100, 50
PASSWORD = "bench-" + "only"
DOOR_TIMEOUT = 600


def peer(home: Home) -> Answer:
    """Install, make a database, import up to 10,000 parties, read lists."""
    if (reason := _why_not()) is not None:
        return {"skipped": reason}
    place = home.path / "peer"
    place.mkdir(exist_ok=True)
    if not _installed(place):
        return {"skipped": "Tryton could not be installed from the package registry"}
    parties = _parties(home)
    with postgresql.running() as port, _server(place, port) as door:
        made = _import(door, parties)
        read = _timed_lists(door)
    return {
        "rows": made["parties"] * RECORDS_OF_A_PARTY, **made, "list": read,
        "version": _version(place),
    }  # fmt: skip


def _why_not() -> str | None:
    if importlib.util.find_spec("psycopg") is None:
        return "PostgreSQL support is not installed (pip install 'hengke[postgres]')"
    return postgresql.why_not()


def _installed(place: Path) -> bool:
    """Into an environment of its own, once per folder of the bench."""
    if not (place / "bin" / "trytond").exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True, stdout=sys.stderr)
        install = [str(place / "bin" / "pip"), "install", "--quiet", *PACKAGES]
        subprocess.run(install, check=False, stdout=sys.stderr, env=_clean())
    return (place / "bin" / "trytond").exists()


def _version(place: Path) -> str:
    asked = [str(place / "bin" / "trytond"), "--version"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env=_clean())
    return done.stdout.strip()


def _clean() -> dict[str, str]:
    """Nothing of this environment's packages on the other one's path."""
    return {name: text for name, text in os.environ.items() if name != "PYTHONPATH"}


def _parties(home: Home) -> list[dict[str, Any]]:
    """The first customers of the delivery in the peer's words."""
    import pyarrow.parquet as pq

    columns = ["customer_id", "name", "phone", "address"]
    file = pq.ParquetFile(delivery(home) / "customers.parquet")
    rows = next(file.iter_batches(PARTIES, columns=columns)).to_pylist()
    return [
        {
            "name": row["name"], "code": row["customer_id"],
            "addresses": [["create", [{"street_unstructured": row["address"] or ""}]]],
            "contact_mechanisms": [["create", [{"type": "mobile", "value": row["phone"] or "0"}]]],
        }
        for row in rows
    ]  # fmt: skip


@dataclass
class Door:
    """JSON-RPC of a running Tryton: one connection that is kept, one session."""

    port: int
    session: str = ""
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DOOR_TIMEOUT)

    def log_in(self) -> None:
        user, session, *_ = self.ask("common.db.login", "admin", {"password": PASSWORD}, "en")
        self.session = base64.b64encode(f"admin:{user}:{session}".encode()).decode()

    def ask(self, method: str, *params: Any) -> Any:
        headers = {"Content-Type": "application/json"}
        if self.session:
            headers["Authorization"] = f"Session {self.session}"
        body = json.dumps({"id": 1, "method": method, "params": params})
        self.connection.request("POST", f"/{DATABASE}/rpc/", body, headers)
        answer = json.loads(self.connection.getresponse().read())
        if isinstance(answer, dict) and answer.get("error"):
            raise RuntimeError(f"Tryton refused {method}: {answer['error'][:2]}")
        return answer["result"] if isinstance(answer, dict) else answer


@contextmanager
def _server(place: Path, database_port: int) -> Iterator[Door]:
    """Its database made, its server started, somebody logged in."""
    port = postgresql.free_port()
    settings = place / "trytond.conf"
    settings.write_text(
        f"[database]\nuri = postgresql://hengke@127.0.0.1:{database_port}/\n"
        f"[web]\nlisten = 127.0.0.1:{port}\n",
        encoding="utf-8",
    )
    password = place / "password"
    password.write_text(PASSWORD, encoding="utf-8")
    environment = {**_clean(), "TRYTONPASSFILE": str(password)}
    _make_database(place, settings, environment)
    command = [str(place / "bin" / "trytond"), "-c", str(settings), "-d", DATABASE]
    server = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    )
    try:
        postgresql.answers(port, server)
        door = Door(port)
        door.log_in()
        yield door
    finally:
        server.terminate()
        server.wait()


def _make_database(place: Path, settings: Path, environment: dict[str, str]) -> None:
    """A fresh one with the module of parties and what it needs."""
    command = [
        str(place / "bin" / "trytond-admin"), "-c", str(settings), "-d", DATABASE, "-u", "party",
        "--activate-dependencies", "--email", "admin@example.org", "-p",
    ]  # fmt: skip
    import psycopg

    uri = settings.read_text(encoding="utf-8").split("uri = ")[1].splitlines()[0]
    with psycopg.connect(f"{uri}postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {DATABASE}")
    subprocess.run(command, check=True, stdout=sys.stderr, env=environment)


def _import(door: Door, parties: Sequence[dict[str, Any]]) -> Answer:
    """As many at once as its own clients send."""
    began = time.perf_counter()
    for first in range(0, len(parties), AT_ONCE):
        door.ask("model.party.party.create", parties[first : first + AT_ONCE], {})
    seconds = time.perf_counter() - began
    return {"parties": len(parties), "seconds": seconds}


def _timed_lists(door: Door) -> Answer:
    """A page by name, and a page of those whose name holds a sign."""
    fields = ["name", "code", "full_name", "phone"]

    def page(domain: list[Any], offset: int) -> Any:
        return door.ask(
            "model.party.party.search_read", domain, offset, LINES, [["name", "ASC"]], fields, {}
        )

    return {
        "list": _milliseconds(lambda turn: page([], 0)),
        "search": _milliseconds(lambda turn: page([["name", "ilike", f"%{SIGNS[turn % 6]}%"]], 0)),
    }


SIGNS = "李王张伟敏芳"


def _milliseconds(page: Callable[[int], Any]) -> dict[str, float]:
    page(0)
    times = []
    for turn in range(LISTS):
        began = time.perf_counter()
        page(turn)
        times.append((time.perf_counter() - began) * 1000)
    ordered = sorted(times)
    return {"count": LISTS, "p50": ordered[LISTS // 2], "p95": ordered[LISTS * 95 // 100]}
