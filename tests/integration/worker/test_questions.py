"""A question is answered, refused or given up; the worker goes on in every case."""

from __future__ import annotations

import socket
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.worker import play
from tests.integration.worker.conftest import alive, working

from hengke.kernel.errors import Broken, Busy, NotComputed, Refused
from hengke.pipelines import api, resident, wire
from hengke.pipelines.home import Home, HomeSettings

pytestmark = [pytest.mark.slow_test, pytest.mark.usefixtures("worker")]


def test_it_answers(home: Home) -> None:
    assert api.running(home)
    assert api.ask(home, "echo", as_of=date(2026, 10, 23), name="客户") == {
        "home": "home", "as_of": "2026-10-23", "name": "客户"
    }  # fmt: skip


def test_a_refusal_crosses_the_line_as_itself(home: Home) -> None:
    with pytest.raises(NotComputed) as refusal:
        api.ask(home, "refuse")
    assert refusal.value.message == "No result for 2026-10-31."
    assert refusal.value.next_step == "hengke run --as-of 2026-10-31"
    with pytest.raises(Busy):
        api.ask(home, "busy")


def test_a_breakage_is_told_by_its_kind_and_never_by_its_values(
    home: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Broken) as broken:
        api.ask(home, "break")
    assert "ValueError" in str(broken.value)
    assert play.NAME_OF_A_CUSTOMER not in str(broken.value)
    said = capfd.readouterr().err
    assert play.NAME_OF_A_CUSTOMER not in said
    assert "1234567.89" not in said


def test_a_question_that_kills_its_process_takes_nothing_else_with_it(home: Home) -> None:
    with pytest.raises(Broken):
        api.ask(home, "die")
    assert api.ask(home, "echo", still="here")["still"] == "here"


def test_a_question_that_takes_too_long_is_given_up_and_its_process_ended(
    home: Home, tmp_path: Path, eventually: Callable[..., Any]
) -> None:
    started = tmp_path / "started"
    api.ask(home, "echo")  # the first question waits for the engine, this test is not about that
    with pytest.raises(Refused, match="took longer than 2 seconds"):
        api.ask(home, "slow", timeout=2.0, started=started)
    pid = int(started.read_text(encoding="utf-8"))
    eventually(lambda: not alive(pid))


def test_hanging_up_cancels_the_question(
    home: Home, tmp_path: Path, eventually: Callable[..., Any]
) -> None:
    started = tmp_path / "started"
    with closing(socket.socket(socket.AF_UNIX)) as asker:
        asker.connect(str(wire.address(home)))
        wire.send(asker, {"question": "slow", "params": {"started": str(started)}, "timeout": 50})
        pid = int(eventually(lambda: started.exists() and started.read_text(encoding="utf-8")))
        assert alive(pid)
    eventually(lambda: not alive(pid))


def test_a_line_that_is_no_document_is_answered_and_does_no_harm(home: Home) -> None:
    for nonsense in (b"hello\n", b"[1]\n", b"{}\n", b"\xff\n"):
        with closing(socket.socket(socket.AF_UNIX)) as asker:
            asker.connect(str(wire.address(home)))
            asker.sendall(nonsense)
            assert set(wire.receive(asker)) == {"broken"}
    assert api.running(home)


def test_only_the_owner_of_the_home_may_ask(home: Home) -> None:
    assert stat.S_IMODE(home.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.jobs.stat().st_mode) == 0o700


def test_a_second_worker_is_refused(home: Home) -> None:
    with pytest.raises(Busy, match="running for this home already"), resident.alone(home):
        pass


def test_questions_wait_for_a_free_place_and_not_longer_than_they_may(
    tmp_path: Path, eventually: Callable[..., Any]
) -> None:
    other = Home(tmp_path / "narrow")
    other.write_settings(HomeSettings())
    started = tmp_path / "started"
    with working(other, slots=1):
        with closing(socket.socket(socket.AF_UNIX)) as occupying:
            occupying.connect(str(wire.address(other)))
            asked = {"question": "slow", "params": {"started": str(started)}, "timeout": 60}
            wire.send(occupying, asked)
            eventually(started.exists)
            with pytest.raises(Refused, match="took longer"):
                api.ask(other, "echo", timeout=0.3)
        assert api.ask(other, "echo", timeout=20.0, at="last")["at"] == "last"
