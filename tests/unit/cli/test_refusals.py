"""A refusal is a message, a way out and an exit code; a breakage is one line, not a traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from hengke.cli import files, output
from hengke.kernel.errors import Busy, NeedsConfirmation, NotComputed, Refused


def test_a_command_without_a_home_names_the_way_out(hengke, tmp_path: Path) -> None:
    answer = hengke("run", "--as-of", "2019-09-30", "--home", str(tmp_path / "none"))
    assert answer.exit_code == 2
    assert "There is no Hengke home" in answer.err
    assert "hengke init --home" in answer.err
    assert answer.out == ""


def test_a_date_that_does_not_exist_is_named(hengke, tmp_path: Path) -> None:
    answer = hengke("run", "--as-of", "2019-02-30", "--home", str(tmp_path))
    assert answer.exit_code == 2
    assert "2019-02-30" in answer.err


def test_an_import_that_names_no_mapping_says_which_ones_there_are(hengke) -> None:
    answer = hengke("import", "somewhere")
    assert answer.exit_code == 2
    assert "hengke mapping new DIR" in answer.err


@pytest.mark.parametrize(
    ("refusal", "code"),
    [(Refused("a"), 2), (NotComputed("a"), 3), (NeedsConfirmation("a"), 4), (Busy("a"), 5)],
)
def test_each_kind_of_refusal_has_its_exit_code(refusal: Refused, code: int) -> None:
    assert output.explain_refusal(refusal) == code


def test_a_breakage_ends_with_one_and_shows_no_traceback(capsys) -> None:
    assert output.explain_breakage(ZeroDivisionError("division by zero")) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "Traceback" not in said


def test_a_taken_port_is_named_with_the_next_one(hengke, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = hengke("demo", "--home", str(tmp_path / "demo"), "--port", str(port))
    assert answer.exit_code == 2
    assert f"127.0.0.1:{port}" in answer.err
    assert f"--port {port + 1}" in answer.err
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("name", ["none.toml", ".", "latin.txt"])
def test_a_file_that_cannot_be_read_is_a_refusal_that_names_it(tmp_path: Path, name: str) -> None:
    (tmp_path / "latin.txt").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(Refused) as refusal:
        files.text_of(tmp_path / name)
    assert "Cannot use" in refusal.value.message
    assert "Check the name" in refusal.value.next_step
