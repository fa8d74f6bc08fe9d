"""Killed at any point an import leaves no half state; the next one goes on with what was read."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hengke.kernel.errors import Busy
from hengke.pipelines import lake

pytestmark = pytest.mark.slow_test

IMPORT = """
import os, signal, sys, time
from pathlib import Path
from hengke.pipelines import lake
from hengke.pipelines.home import Home
from hengke.pipelines.intake import acceptance, api, merge, received, workspace

place, folder, mapping, moment = sys.argv[1:5]

def stop(*_args, **_options):
    if moment == "busy":
        print("holding", flush=True)
        time.sleep(60)
    os.kill(os.getpid(), signal.SIGKILL)

def progress(stage, done=0, total=None):
    if moment in stage and done >= (total or 0):
        stop()

if moment == "manifest":
    lake.commit = stop
if moment == "settings":
    Home.write_settings = stop
if moment == "second table":
    keep = workspace.Workspace.keep
    def keep_one(self, sql, path, seen=[]):
        if seen: stop()
        seen.append(path)
        keep(self, sql, path)
    workspace.Workspace.keep = keep_one
api.import_delivery(Home.at(place), Path(folder), mapping=mapping,
                    progress=stop if moment == "busy" else progress)
"""


def started(bank, folder: Path, moment: str) -> subprocess.Popen[str]:
    words = [str(bank.home.path), str(folder), str(bank.mapping_file()), moment]
    return subprocess.Popen(
        [sys.executable, "-c", IMPORT, *words], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize(
    "moment",
    ["Reading balances.csv", "Checking rows", "Writing", "second table", "settings", "manifest"],
)
def test_killed_in_mid_import_nothing_is_in_and_the_next_import_completes(
    bank, files, moment: str
) -> None:
    folder = bank.delivery(files)
    killed = started(bank, folder, moment)
    assert killed.wait(60) == -signal.SIGKILL
    manifest = lake.load(bank.home)
    assert (manifest.silver, manifest.batches) == ({}, [])
    staged = {path: path.stat().st_mtime_ns for path in (bank.home.lake / "staged").glob("*.json")}
    assert staged
    report = bank.load(folder)
    assert [(t.received, t.loaded) for t in report.tables if t.table == "customers"] == [(3, 3)]
    assert len(bank.rows("balances")) == 2
    assert bank.home.settings().sources == ("testbank",)
    assert not (bank.home.lake / "staged").exists()
    assert not (bank.home.lake / "work").exists()
    assert len(list((bank.home.lake / "silver").rglob("*.parquet"))) == 4


def test_files_that_were_read_before_the_kill_are_not_read_again(bank, files, monkeypatch) -> None:
    from hengke.pipelines.intake import staging

    folder = bank.delivery(files)
    assert started(bank, folder, "Checking rows").wait(60) == -signal.SIGKILL
    read: list[str] = []
    write = staging._write
    monkeypatch.setattr(
        staging, "_write", lambda file, *a, **k: read.append(file.name) or write(file, *a, **k)
    )
    bank.load(folder)
    assert read == []


def test_a_half_read_file_is_read_again(bank, files) -> None:
    folder = bank.delivery(files)
    started(bank, folder, "Reading balances.csv").wait(60)
    for draft in (bank.home.lake / "staged").glob("*.json"):
        draft.unlink()
    bank.load(folder)
    assert len(bank.rows("balances")) == 2


def test_the_second_of_two_imports_is_told_that_the_home_is_busy(bank, files) -> None:
    folder = bank.delivery(files)
    first = started(bank, folder, "busy")
    try:
        assert first.stdout is not None
        assert first.stdout.readline() == "holding\n"
        began = time.monotonic()
        with pytest.raises(Busy, match="written to by hengke import delivery1") as refused:
            bank.load({"customers.csv": files["customers.csv"]})
        assert refused.value.exit_code == 5
        assert time.monotonic() - began < 5
    finally:
        first.kill()
        first.wait(10)
    assert not bank.load(folder).unchanged
