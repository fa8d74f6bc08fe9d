"""A long job is followed, cancelled, and told to its end however it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integration.worker.conftest import PLAY_JOB, alive, working

from hengke.kernel.errors import Busy, Refused
from hengke.pipelines import api, job_files
from hengke.pipelines.home import Home

pytestmark = pytest.mark.slow_test
Ended = Callable[[str], dict[str, Any]]


@pytest.mark.usefixtures("worker")
def test_a_job_tells_its_result(home: Home, ended: Ended) -> None:
    job_id = api.start(home, "check", directory="/delivery")
    job = ended(job_id)
    assert (job["job"], job["state"], job["stage"]) == ("check", "done", "writing")
    assert job["result"] == {"directory": "/delivery", "home": str(home.path)}
    assert [one["id"] for one in api.jobs(home)] == [job_id]


@pytest.mark.usefixtures("worker")
def test_how_far_a_job_is_can_be_read_while_it_runs(
    home: Home, eventually: Callable[..., Any]
) -> None:
    job_id = api.start(home, "check", how="waits")
    job = eventually(lambda: (now := api.job(home, job_id))["stage"] == "waiting" and now)
    assert job["state"] == "running"


@pytest.mark.usefixtures("worker")
def test_a_refusal_ends_a_job_with_its_kind_and_its_way_out(home: Home, ended: Ended) -> None:
    job = ended(api.start(home, "import", how="refused"))
    assert (job["state"], job["kind"]) == ("failed", "NeedsConfirmation")
    assert (job["message"], job["next_step"]) == ("40 % fewer rows.", "Confirm.")


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("how", "told"), [("broken", "KeyError"), ("dies", "SIGKILL"), ("silent", "exit code 7")]
)
def test_a_job_that_ends_without_an_answer_is_told_as_failed(
    home: Home, ended: Ended, how: str, told: str
) -> None:
    job = ended(api.start(home, "import", how=how))
    assert job["state"] == "failed"
    assert told in job["message"]
    assert job["next_step"]


@pytest.mark.usefixtures("worker")
def test_a_cancelled_job_has_ended_when_cancel_answers(home: Home) -> None:
    job_id = api.start(home, "import", how="waits")
    assert api.cancel(home, job_id)["state"] == "cancelled"
    assert api.job(home, job_id)["state"] == "cancelled"
    assert api.cancel(home, job_id)["state"] == "cancelled"
    api.cancel(home, api.start(home, "import", how="waits"))


@pytest.mark.usefixtures("worker")
def test_a_job_that_does_not_listen_is_ended_by_force(
    home: Home, eventually: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hengke.pipelines.job_processes.POLITE_SECONDS", 0.5)
    job_id = api.start(home, "import", how="stubborn")
    eventually(lambda: api.job(home, job_id)["stage"] == "deaf")
    assert api.cancel(home, job_id)["state"] == "cancelled"


@pytest.mark.usefixtures("worker")
def test_one_job_at_a_time_writes_to_a_home(home: Home) -> None:
    job_id = api.start(home, "import", how="waits")
    with pytest.raises(Busy, match="import"):
        api.start(home, "run", as_of="2026-10-23")
    api.start(home, "check")
    api.cancel(home, job_id)
    assert len(api.jobs(home)) == 2


@pytest.mark.usefixtures("worker")
def test_a_job_that_nobody_knows_is_refused(home: Home) -> None:
    with pytest.raises(Refused, match="reformat"):
        api.start(home, "reformat")
    assert api.jobs(home) == []


def test_when_the_worker_is_stopped_its_jobs_end_and_say_so(home: Home) -> None:
    with working(home):
        job_id = api.start(home, "import", how="waits")
    assert api.job(home, job_id)["state"] == "cancelled"


DOOMED = """
import sys
from pathlib import Path
from hengke.pipelines import resident
from hengke.pipelines.home import Home
resident.serve(Home(Path(sys.argv[1])), job_command=sys.argv[2:])
"""


def test_jobs_of_a_worker_that_was_killed_end_and_are_told_as_failed(
    home: Home, tmp_path: Path, eventually: Callable[..., Any]
) -> None:
    doomed = subprocess.Popen([sys.executable, "-c", DOOMED, str(home.path), *PLAY_JOB])
    eventually(lambda: api.running(home))
    job_id = api.start(home, "import", how="waits", pid_file=tmp_path / "pid")
    eventually(lambda: api.job(home, job_id)["stage"] == "waiting")
    child = int((tmp_path / "pid").read_text(encoding="utf-8"))
    assert alive(child)
    doomed.kill()
    doomed.wait()

    eventually(lambda: not alive(child))
    job = api.job(home, job_id)
    assert (job["state"], job["message"]) == ("failed", job_files.LEFT_BEHIND)
    assert on_file(home, job_id) == "running"
    with working(home):
        eventually(lambda: on_file(home, job_id) == "failed")


def test_a_worker_ends_cleanly_when_asked(home: Home, eventually: Callable[..., Any]) -> None:
    for how in (signal.SIGTERM, signal.SIGINT):
        asked = subprocess.Popen([sys.executable, "-c", DOOMED, str(home.path), *PLAY_JOB])
        eventually(lambda: api.running(home))
        asked.send_signal(how)
        assert asked.wait(20) == 0
        assert not home.socket.exists()


def test_a_worker_keeps_the_files_of_the_last_jobs_only(
    home: Home, monkeypatch: pytest.MonkeyPatch, eventually: Callable[..., Any]
) -> None:
    monkeypatch.setattr(job_files, "KEPT", 2)
    for second in range(4):
        name = f"20260101T00000{second}-00000000"
        job = job_files.Job(name, "check", {}, "2026-01-01", 1, state=job_files.DONE)
        job_files.write(home, job)
    with working(home):
        eventually(lambda: len(api.jobs(home)) == 2)
    assert [one["id"][:15] for one in api.jobs(home)] == ["20260101T000003", "20260101T000002"]


def on_file(home: Home, job_id: str) -> str:
    text = (home.jobs / f"{job_id}.json").read_text(encoding="utf-8")
    return str(json.loads(text)["state"])
