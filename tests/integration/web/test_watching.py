"""What machines ask of the workbench, and how little strangers learn from it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client

from hengke.kernel import clock
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.protection import master, ring
from hengke.server.watching import counting, readiness

TOKEN = "a-token-that-is-long-enough-for-us"
FROM_AFAR = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture
def home(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.delenv(master.VARIABLE, raising=False)
    home = Home(tmp_path / "bank")
    home.write_settings(HomeSettings())
    ring.load_or_make(home, now=clock.now())
    settings.HENGKE_HOME = home
    return home


def test_healthz_lives_without_a_database_and_under_any_name(home: Home) -> None:
    """No fixture of the database is asked for: a query would be refused."""
    answer = Client().get("/healthz", HTTP_HOST="10.0.0.7")
    assert answer.status_code == 200
    assert answer.json() == {"alive": True}
    assert answer.headers["Cache-Control"] == "no-store"
    assert Client().post("/healthz").status_code == 405


def test_readyz_is_ready_where_database_ring_and_lake_are(home: Home, db: None) -> None:
    assert Client().get("/readyz").json() == {"ready": True}


@pytest.mark.parametrize("damage", ["keys", "lake"])
def test_readyz_names_the_part_to_strangers_and_the_way_out_to_operators(
    home: Home, db: None, damage: str
) -> None:
    if damage == "keys":
        (home.keys / "master.key").unlink()
    else:
        home.lake.mkdir()
        (home.lake / "manifest.json").write_text("{ half")
    stranger, operator = Client().get("/readyz", **FROM_AFAR), Client().get("/readyz")
    assert stranger.status_code == operator.status_code == 503
    assert stranger.json() == {"ready": False, "reasons": [damage]}
    assert "backup" in operator.json()["reasons"][damage] or "Restore" in str(operator.json())
    assert str(home.path) not in stranger.content.decode()


def test_readyz_says_503_when_the_database_is_away(
    home: Home, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise DatabaseError("server 10.1.1.1 user hengke refused")

    monkeypatch.setattr(connection, "cursor", gone)
    readiness._looked_once.cache_clear()
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"]["database"] == "DatabaseError"
    assert "10.1.1.1" not in answer.content.decode()
    monkeypatch.undo()


def test_readyz_waits_for_changes_of_form(
    home: Home, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    readiness._looked_once.cache_clear()
    monkeypatch.setattr(readiness, "waiting_migrations", lambda: ["care.0099_later"])
    assert Client().get("/readyz", **FROM_AFAR).json()["reasons"] == ["migrations"]
    monkeypatch.undo()
    assert Client().get("/readyz").json() == {"ready": True}


def test_metrics_are_for_allowed_networks_or_the_token(home: Home, db: None, settings: Any) -> None:
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", **FROM_AFAR).status_code == 403
    handed_on = Client().get("/metrics", HTTP_X_FORWARDED_FOR="127.0.0.1")
    assert handed_on.status_code == 403, "behind a proxy everybody has the proxy's address"
    settings.HENGKE_METRICS_TOKEN = TOKEN
    with_token = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}", **FROM_AFAR}
    assert Client().get("/metrics", **with_token).status_code == 200
    with_token["HTTP_AUTHORIZATION"] += "x"
    assert Client().get("/metrics", **with_token).status_code == 403
    settings.HENGKE_METRICS_NETWORKS = (ip_network("203.0.113.0/24"),)
    assert Client().get("/metrics", **FROM_AFAR).status_code == 200
    assert Client().get("/metrics").status_code == 403


def test_requests_are_counted_by_page_and_never_by_address(home: Home, logged_in: Any) -> None:
    client = logged_in("alice")
    client.get("/customers/C-77-SECRET/?name=wang")
    client.get("/no/such/place/C-77-SECRET")
    client.generic("BREW", "/care/tasks/")
    told = client.get("/metrics").content.decode()
    assert 'hengke_requests_total{method="GET",page="workbench:customer",status="404"}' in told
    assert 'page="none",status="404"' in told
    assert 'method="other"' in told
    assert "SECRET" not in told
    assert "BREW" not in told
    assert 'hengke_request_seconds_bucket{le="0.15",page="workbench:customer"}' in told


def test_figures_tell_data_deliveries_jobs_worker_and_disk(home: Home, db: None) -> None:
    from datetime import timedelta

    from hengke.apps.imports.models import Run

    Run.objects.create(
        run_id="r", as_of=clock.today() - timedelta(days=2), known_at="b", engine="duckdb",
        created_at=clock.now(), seconds=12.5, customers=7, is_current=True,
    )  # fmt: skip
    told = Client().get("/metrics").content.decode()
    figures = dict(re.findall(r"^(hengke_[^ ]+) (\S+)$", told, re.MULTILINE))
    assert figures["hengke_data_age_seconds"] == "172800.0"
    assert figures["hengke_customers"] == "7.0"
    assert figures["hengke_run_seconds"] == "12.5"
    assert figures["hengke_database_up"] == "1.0"
    assert figures["hengke_worker_up"] == "0.0"
    assert figures['hengke_deliveries{status="waiting"}'] == "0.0"
    assert float(figures["hengke_disk_free_bytes"]) > 0
    assert "hengke_backup_age_seconds" not in figures


def test_several_processes_are_added_up(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each web process counts into a file of its own; whoever is asked gives the sum."""
    monkeypatch.setenv(counting.FOLDER, "")
    counting.prepare(home)
    for _ in range(3):
        code = (
            "from hengke.server.watching import counting as c;"
            "c.REQUESTS.labels('care:tasks', 'GET', '200').inc(2)"
        )
        subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    found = counting.all_processes().get_sample_value(
        "hengke_requests_total", {"page": "care:tasks", "method": "GET", "status": "200"}
    )
    assert found == 6
    counting.prepare(home)
    assert list((home.path / ".metrics").iterdir()) == []
    shutil.rmtree(home.path / ".metrics")
    assert counting.all_processes() is counting.OWN


def test_probes_carry_the_headers_of_every_page(home: Home, db: None) -> None:
    for address in ("/healthz", "/readyz", "/metrics"):
        headers = Client().get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "Set-Cookie" not in headers
    assert json.loads(Client().get("/readyz").content)["ready"]
