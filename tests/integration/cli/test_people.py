"""The operator makes log-ins and helps people who cannot get in; each step is in the audit log."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
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
        (("add", "13800138000", "--role", "auditor"), "must not be a telephone"),
        (("add", "310101198001011234", "--role", "auditor"), "must not be a telephone"),
        (("add", "13800138000@bank.cn", "--role", "auditor"), "must not be a telephone"),
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


def changes_of_keys(home: Path) -> list[tuple[str, dict[str, Any]]]:
    rows = databases.rows(
        home, "SELECT action, details FROM audit_entry WHERE action LIKE 'keys.%' ORDER BY id"
    )
    return [(action, json.loads(details)) for action, details in rows]


@pytest.mark.requirement("R247")
def test_every_change_of_the_keys_is_in_the_log_and_no_key_is(hengke: Hengke, home: Path) -> None:
    made = json.loads(hengke("keys", "rotate", "--home", home, "--json").out)["made"]
    told = json.loads(hengke("keys", "reseal", "--home", home, "--json").out)
    own = home / "keys" / "master.key"
    assert hengke("keys", "rewrap", "--master", own, "--home", home).exit_code == 0
    assert changes_of_keys(home) == [
        ("keys.rotated", {"made": made}),
        ("keys.resealed", {"rows": told["rows"], "files": told["files"],
                           "gone": told["destroyed"], "left": sorted(told["kept"])}),
        ("keys.rewrapped", {}),
    ]  # fmt: skip
    assert told["destroyed"]


def by_hand(home: Path, statement: str) -> None:
    with closing(sqlite3.connect(home / "workbench.sqlite3")) as file, file:
        file.execute(statement)


@pytest.mark.requirement("R252")
def test_a_dropped_table_of_the_log_is_named_as_json(hengke: Hengke, home: Path) -> None:
    by_hand(home, "ALTER TABLE audit_link RENAME TO gone")
    answer = hengke("audit", "verify", "--home", home, "--json")
    found = json.loads(answer.out)
    assert (answer.exit_code, found["ok"], found["rows"]) == (1, False, 0)
    assert "audit_link is missing" in found["problem"]
    assert found["first_bad"] == 0
    by_hand(home, "ALTER TABLE gone RENAME TO audit_link")


def test_nothing_due_is_a_sentence(hengke: Hengke, home: Path) -> None:
    assert "Nothing is due for destruction" in hengke("privacy", "due", "--home", home).out


@pytest.mark.requirement("R252")
def test_a_role_given_by_sql_is_found_by_verify(hengke: Hengke, home: Path) -> None:
    by_hand(home, "UPDATE identity_user SET role = 'business' WHERE username = 'lin'")
    answer = hengke("audit", "verify", "--home", home, "--json")
    found = json.loads(answer.out)
    assert (answer.exit_code, found["where"]) == (1, "people")
    assert "Log-in lin: role is 'business'" in found["problem"]
    by_hand(home, "UPDATE identity_user SET role = 'rm' WHERE username = 'lin'")
    assert json.loads(hengke("audit", "verify", "--home", home, "--json").out)["ok"]
