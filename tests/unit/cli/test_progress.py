"""Progress goes to stderr: one line per stage where no person watches, nothing for a script."""

from __future__ import annotations

from hengke.cli.progress import shown


def test_a_log_gets_one_line_per_stage(capsys) -> None:
    with shown() as progress:
        progress("reading", 1, 2)
        progress("reading", 2, 2)
        progress("writing")
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.split("] ")[1] for line in said.err.splitlines()] == ["reading", "writing"]


def test_a_script_hears_nothing(capsys) -> None:
    with shown(quiet=True) as progress:
        progress("reading", 1, 2)
    assert capsys.readouterr().err == ""
