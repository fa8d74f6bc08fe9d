"""The audit of dependencies against a service on loopback: weak, clean, silent, and away."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tools import audit_dependencies as audit

WEAKNESS: dict[str, Any] = {
    "id": "PYSEC-2026-1", "summary": "made up", "details": "made up", "aliases": [],
    "published": "2026-01-01T00:00:00Z",
    "affected": [{
        "package": {"name": "granian", "ecosystem": "PyPI"},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}],
    }],
}  # fmt: skip
HASH = "0" * 64


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    file = tmp_path / "two.lock"
    lines = [f"{name} \\\n    --hash=sha256:{HASH}" for name in ("granian==2.8.7", "typer==0.20.0")]
    file.write_text("\n".join(lines) + "\n")
    return file


@pytest.fixture
def service() -> Iterator[tuple[str, dict[str, Any]]]:
    """Answers like OSV; `behaviour` says what it knows, or how it fails."""
    behaviour: dict[str, Any] = {"weak": (), "status": 200, "asked": []}

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = asked["package"]["name"]
            behaviour["asked"].append(name)
            found = {"vulns": [WEAKNESS]} if name in behaviour["weak"] else {}
            body = json.dumps(found).encode()
            self.send_response(behaviour["status"])
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1/query", behaviour
    server.shutdown()
    server.server_close()


def asking(address: str) -> dict[str, str]:
    return {**os.environ, audit.ADVISORIES: address, "NO_PROXY": "127.0.0.1"}


def test_a_known_weakness_is_named_with_the_release_that_mends_it(
    lock: Path, service: tuple[str, dict[str, Any]]
) -> None:
    address, behaviour = service
    behaviour["weak"] = ("granian",)
    verdict = audit.audited(lock, environment=asking(address))
    assert verdict.code == audit.WEAK
    assert verdict.weak == ["granian 2.8.7: PYSEC-2026-1 (mended in 9.9)"]


def test_clean_is_said_only_when_every_package_was_answered_for(
    lock: Path, service: tuple[str, dict[str, Any]]
) -> None:
    address, behaviour = service
    verdict = audit.audited(lock, environment=asking(address))
    assert sorted(behaviour["asked"]) == ["granian", "typer"]
    assert verdict.code == audit.CLEAN
    assert verdict.asked == 2


@pytest.mark.parametrize("status", [500, 403])
def test_a_service_that_fails_is_never_clean(
    lock: Path, service: tuple[str, dict[str, Any]], status: int
) -> None:
    address, behaviour = service
    behaviour["status"] = status
    verdict = audit.audited(lock, environment=asking(address))
    assert verdict.code == audit.NOT_CHECKED


def test_no_service_is_told_as_not_checked(
    lock: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict = audit.audited(lock, environment=asking("http://127.0.0.1:9/v1/query"))
    assert verdict.code == audit.NOT_CHECKED
    assert verdict.reason
    monkeypatch.setattr(audit, "audited", lambda: verdict)
    assert audit.main() == audit.NOT_CHECKED
    assert "NOT CHECKED" in capsys.readouterr().out


def test_nothing_asked_is_not_checked() -> None:
    assert audit.Verdict(0).code == audit.NOT_CHECKED
    assert audit.Verdict(3, unanswered=["x: not there"]).code == audit.NOT_CHECKED
