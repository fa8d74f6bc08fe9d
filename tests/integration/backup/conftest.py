"""The command, and a bank whose night is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.integration.cli.conftest import hengke as hengke
from tests.integration.homes import copied
from tests.integration.homes import small_home as small_home

from hengke.pipelines.home import Home


@pytest.fixture(scope="session")
def shown_home(
    small_home: Home, hengke: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """500 customers, published, with log-ins; nobody changes it but for what a backup notes."""
    home = copied(small_home, tmp_path_factory.mktemp("shown") / "bank")
    for words in (("publish",), ("init",)):
        done = hengke(*words, "--home", home.path)
        assert done.exit_code == 0, done.err
    (home.policies / "care" / "own").mkdir(parents=True)
    (home.policies / "care" / "own" / "note.toml").write_text("source = 'the bank'\n")
    return home


@pytest.fixture
def keys_of_the_bank(shown_home: Home, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The master key as the operator brings it along."""
    key = shown_home.keys / "master.key"
    monkeypatch.setenv("HENGKE_MASTER_KEY_FILE", str(key))
    return key
