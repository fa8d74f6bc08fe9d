"""What somebody sees who has just installed it: a home, log-ins, a check-up."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import databases

pytestmark = pytest.mark.slow_test
Hengke = Callable[..., Any]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("first") / "bank"


@pytest.fixture(scope="module")
def made(hengke: Hengke, home: Path) -> Any:
    return hengke("init", "--home", home, "--bank", "衡水湖银行")


def test_init_prints_two_log_ins_and_the_next_step(made: Any, home: Path) -> None:
    assert made.exit_code == 0
    assert "branch_head" in made.out
    assert "data" in made.out
    assert "hengke mapping new" in made.out
    assert databases.rows(home, "SELECT count(*) FROM identity_user") == [(2,)]


def test_nobody_else_on_the_machine_may_look_into_a_home(made: Any, home: Path) -> None:
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600


def test_init_again_changes_nothing_and_shows_no_password(
    hengke: Hengke, made: Any, home: Path
) -> None:
    settings = (home / "home.toml").read_bytes()
    again = hengke("init", "--home", home, "--json")
    assert json.loads(again.out) == {"home": str(home), "logins": []}
    assert (home / "home.toml").read_bytes() == settings


def test_passwords_are_kept_as_argon2_hashes_only(made: Any, home: Path) -> None:
    password = next(line for line in made.out.splitlines() if "branch_head" in line).split()[-1]
    assert len(password) >= 12
    stored = databases.content(home)
    assert password.encode() not in stored
    assert b"argon2id" in stored


def test_a_password_file_names_the_first_password_and_a_short_one_is_refused(
    hengke: Hengke, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text("short\n", encoding="utf-8")
    refused = hengke("init", "--home", tmp_path / "bank", "--password-file", file)
    assert refused.exit_code == 2
    assert "10 characters" in refused.err
    assert not (tmp_path / "bank").exists()


def test_doctor_finds_a_new_home_in_order(hengke: Hengke, made: Any, home: Path) -> None:
    answer = hengke("doctor", "--home", home, "--json")
    told = json.loads(answer.out)
    assert answer.exit_code == 0
    assert told["in_order"] is True
    levels = {one["what"]: one["level"] for one in told["findings"]}
    assert levels["database"] == levels["lake"] == levels["libraries"] == "ok"


def test_doctor_says_which_file_of_the_lake_is_gone(hengke: Hengke, tmp_path: Path) -> None:
    from hengke.pipelines import lake
    from hengke.pipelines.home import Home, HomeSettings

    home = Home(tmp_path / "bank")
    home.write_settings(HomeSettings())
    manifest = lake.Manifest(silver={"customers": [lake.DataFile("silver/gone.parquet", 1, "B1")]})
    lake.commit(home, manifest)
    answer = hengke("doctor", "--home", home.path)
    assert answer.exit_code == 2
    assert "silver/gone.parquet" in answer.out


def test_doctor_without_a_home_says_how_to_make_one(hengke: Hengke, tmp_path: Path) -> None:
    answer = hengke("doctor", "--home", tmp_path / "none")
    assert answer.exit_code == 2
    assert "hengke init" in answer.err


def test_a_policy_is_enabled_and_disabled_by_name(hengke: Hengke, made: Any, home: Path) -> None:
    enabled = hengke("policies", "enable", "standard_month_average", "--home", home)
    assert "standard_month_average" in enabled.out
    listed = json.loads(hengke("policies", "list", "--home", home, "--json").out)
    assert {one["name"] for one in listed if one["enabled"]} == {"standard_month_average"}
    unknown = hengke("policies", "enable", "gold_for_all", "--home", home)
    assert unknown.exit_code == 2
    assert "standard_month_average" in unknown.err
    foreign = hengke("policies", "enable", "berka_czk", "--home", home)
    assert foreign.exit_code == 2
    assert "counts in CZK, this home in CNY" in foreign.err
    hengke("policies", "disable", "standard_month_average", "--home", home)
    assert "policies = []" in (home / "home.toml").read_text(encoding="utf-8")


def test_one_policy_file_that_cannot_be_read_does_not_hide_the_others(
    hengke: Hengke, made: Any, home: Path
) -> None:
    folder = home / "policies" / "tiering" / "ours"
    folder.mkdir(parents=True)
    (folder / "next-year.toml").write_text("", encoding="utf-8")
    answer = hengke("policies", "list", "--home", home, "--json")
    listed = {one["name"]: one for one in json.loads(answer.out)}
    assert answer.exit_code == 0
    assert "ours/next-year.toml is not named after a date" in listed["ours"]["problem"]
    assert listed["standard_month_average"]["problem"] is None
    (folder / "next-year.toml").rename(folder / "2027-01-01.toml")
    refused = hengke("policies", "show", "ours", "--home", home)
    assert "ours/2027-01-01.toml: " in refused.err
    assert "Next: " in refused.err
