"""Fixtures of the command-line tests: run a command in this process and see what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from hengke import cli


@dataclass(frozen=True)
class Answer:
    """What a person or a script would have seen."""

    exit_code: int
    out: str
    err: str


@pytest.fixture
def hengke(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """`hengke("tiers", "summary", …)` as the shell would call it."""

    def call(*words: str) -> Answer:
        monkeypatch.setattr("sys.argv", ["hengke", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        code = ended.value.code
        return Answer(code if isinstance(code, int) else int(code is not None), said.out, said.err)

    return call
