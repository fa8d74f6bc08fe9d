"""A command takes up neither a workbench that was moved nor a home that a later release used."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengke.cli import moving, workbench
from hengke.kernel.errors import Refused
from hengke.pipelines import home as homes
from hengke.pipelines.home import Home, HomeSettings

ADDRESS = "postgresql://bank:secret@db.example:5433/hengke?sslmode=verify-full"


def a_home(tmp_path: Path, **settings: str) -> Home:
    home = Home(tmp_path)
    home.write_settings(HomeSettings(**settings))
    return home


def test_a_workbench_that_was_moved_is_refused_until_its_address_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = a_home(tmp_path, workbench=moving.without_password(ADDRESS))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(Refused, match=r"moved to postgresql://bank@db\.example:5433/hengke"):
        workbench._check_is_here(home)
    monkeypatch.setenv("DATABASE_URL", ADDRESS)
    workbench._check_is_here(home)


def test_an_address_is_kept_without_its_password() -> None:
    assert "secret" not in moving.without_password(ADDRESS)
    assert moving.without_password("postgresql:///x?host=/run&password=secret") == "postgresql:///x"


@pytest.mark.parametrize("later", ["0.10.0", "1.0.0"])
def test_a_home_that_a_later_release_has_used_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    monkeypatch.setattr(homes, "this_release", lambda: "0.9.3")
    with pytest.raises(Refused, match=f"last used by Hengke {later}; this is 0.9.3"):
        workbench._check_release(a_home(tmp_path, release=later))


@pytest.mark.parametrize("earlier", ["0.1.0", "0.9.9", "0.9.4rc1"])
def test_earlier_releases_and_repairs_of_this_one_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: str
) -> None:
    monkeypatch.setattr(homes, "this_release", lambda: "0.9.3")
    home = a_home(tmp_path, release=earlier)
    workbench._check_release(home)
    workbench._note_release(home)
    assert home.settings().release == "0.9.3"
