"""The operator makes log-ins and helps people who cannot get in; each step is in the audit log."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests import databases

pytestmark = [
    pytest.mark.slow_test,
    pytest.mark.sqlite_only(reason="the actions behind it run on either in apps/identity"),
]
Hengke = Callable[..., Any]


@pytest.fixture(scope="module")
def home(hengke: Hengke, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("people") / "bank"
    assert hengke("init", "--home", place).exit_code == 0
    added = hengke("people", "add", "lin", "--role", "rm", "--org", "S0001", "--branch", "B001",
                   "--name", "林晓雯", "--home", place, "--json")  # fmt: skip
    assert added.exit_code == 0, added.err
    (place / "password").write_text(json.loads(added.out)["password"], encoding="utf-8")
    return place


def test_a_manager_is_added_with_a_password_that_is_not_kept(home: Path) -> None:
    password = (home / "password").read_text(encoding="utf-8")
    assert len(password) >= 12
    assert password.encode() not in databases.content(home)
    fields = "role, org_id, branch_id, display_name"
    found = databases.rows(home, f"SELECT {fields} FROM identity_user WHERE username = 'lin'")
    assert found == [("rm", "S0001", "B001", "林晓雯")]
    assert ("lin",) in databases.rows(
        home, "SELECT target FROM audit_entry WHERE action = 'identity.user_created'"
    )


def test_everybody_is_listed(hengke: Hengke, home: Path) -> None:
    rows = json.loads(hengke("people", "list", "--home", home, "--json").out)
    assert {row["username"] for row in rows} >= {"lin", "head", "data"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "lin", "--role", "rm", "--org", "S1", "--branch", "B1"), "already"),
        (("add", "wu", "--role", "teller"), "no role"),
        (("add", "wu", "--role", "rm", "--branch", "B1"), "staff number"),
        (("add", "wu", "--role", "branch_head"), "branch of this log-in"),
        (("add", "w u", "--role", "auditor"), "cannot be a log-in"),
        (("password", "nobody"), "no log-in"),
        (("unlock", "nobody"), "no log-in"),
    ],
)
def test_what_makes_no_sense_is_refused(
    hengke: Hengke, home: Path, words: tuple[str, ...], said: str
) -> None:
    answer = hengke("people", *words, "--home", home)
    assert answer.exit_code == 2
    assert said in answer.err


def test_a_new_password_replaces_the_old_one_and_a_lock_is_lifted(
    hengke: Hengke, home: Path
) -> None:
    (before,) = databases.rows(home, "SELECT password FROM identity_user WHERE username = 'lin'")
    given = json.loads(hengke("people", "password", "lin", "--home", home, "--json").out)
    (after,) = databases.rows(home, "SELECT password FROM identity_user WHERE username = 'lin'")
    assert given["password"] != (home / "password").read_text(encoding="utf-8")
    assert before != after
    assert hengke("people", "unlock", "lin", "--home", home).exit_code == 0
    done = {
        row[0]
        for row in databases.rows(home, "SELECT action FROM audit_entry WHERE target = 'lin'")
    }
    assert done == {"identity.user_created", "identity.password_reset", "identity.unlocked"}
