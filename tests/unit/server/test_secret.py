"""The signing key is made once and belongs to its owner."""

from __future__ import annotations

import stat
from pathlib import Path

from hengke.pipelines.home import Home
from hengke.server import secret


def test_reading_makes_no_key(tmp_path: Path) -> None:
    assert secret.read(Home(tmp_path)) != secret.read(Home(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    file = secret.ensure(home)
    key = secret.read(home)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    secret.ensure(home)
    assert secret.read(home) == key
    assert len(key) >= 32


def test_a_key_that_others_could_read_is_closed_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    secret.ensure(home).chmod(0o644)
    assert stat.S_IMODE(secret.ensure(home).stat().st_mode) == 0o600
