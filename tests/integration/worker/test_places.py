"""Where the worker can be found, and what is said when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.worker.conftest import working

from hengke.kernel.errors import Refused
from hengke.pipelines import api, wire
from hengke.pipelines.home import Home, HomeSettings


@pytest.mark.slow_test
def test_a_home_whose_path_is_too_long_for_a_socket_has_a_worker_all_the_same(
    tmp_path: Path,
) -> None:
    deep = Home(tmp_path / ("银行" * 20) / "home")
    deep.write_settings(HomeSettings())
    assert not wire.fits(deep.socket)
    with working(deep):
        assert api.ask(deep, "echo", far="down")["far"] == "down"
        real = Path(str(wire.address(deep)))
        assert real != deep.socket
        assert real.stat().st_mode & 0o777 == 0o600
        assert real.parent.stat().st_mode & 0o777 == 0o700
    assert not real.parent.exists()
    assert not deep.socket.exists()


@pytest.mark.slow_test
def test_a_worker_takes_the_place_of_one_that_died(home: Home) -> None:
    home.socket.write_text("/nowhere/worker.sock", encoding="utf-8")
    assert not api.running(home)
    with working(home):
        assert api.running(home)
    assert not api.running(home)


def test_without_a_worker_the_refusal_says_how_to_start_one(home: Home) -> None:
    with pytest.raises(Refused) as refusal:
        api.ask(home, "ping")
    assert refusal.value.message == "The worker is not running."
    assert "hengke worker" in refusal.value.next_step
    assert api.running(home) is False


def test_a_job_that_was_never_given_out_is_refused_and_names_no_other_file(home: Home) -> None:
    for job_id in ("20260101T000000-00000000", "../home", "", "x/../../etc/passwd"):
        with pytest.raises(Refused):
            api.job(home, job_id)
    assert api.jobs(home) == []
