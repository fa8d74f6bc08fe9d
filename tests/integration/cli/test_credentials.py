"""Roles, leaving, tokens, lost factors and providers, by the operator."""

from __future__ import annotations

import json
import tomllib
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
    place = tmp_path_factory.mktemp("credentials") / "bank"
    assert hengke("init", "--home", place).exit_code == 0
    for name, role, number in (("lin", "rm", "S1"), ("sue", "security_admin", "S2")):
        added = hengke("people", "add", name, "--role", role, "--org", number, "--branch", "B1",
                       "--home", place)  # fmt: skip
        assert added.exit_code == 0, added.err
    return place


def test_a_role_changes_and_two_administrators_are_not_one_person(hengke, home) -> None:
    assert hengke("people", "role", "lin", "branch_head", "--home", home).exit_code == 0
    found = databases.rows(home, "SELECT role FROM identity_user WHERE username = 'lin'")
    assert found == [("branch_head",)]
    second = hengke(
        "people", "add", "second", "--role", "audit_admin", "--org", "S2", "--home", home
    )
    assert second.exit_code == 2
    assert "already holds" in second.err
    unknown = hengke("people", "role", "lin", "emperor", "--home", home)
    assert (unknown.exit_code, "no such role" in unknown.err) == (2, True)


def test_a_token_is_printed_once_and_revoked_by_its_first_part(hengke, home) -> None:
    made = hengke("people", "token", "lin", "--scope", "customers.read", "--name", "nightly",
                  "--days", "7", "--home", home, "--json")  # fmt: skip
    token = json.loads(made.out)["token"]
    assert token.startswith("hk_")
    assert token.split("_", 2)[2].encode() not in databases.content(home)
    assert hengke("people", "revoke-token", token[:11], "--home", home).exit_code == 0
    assert databases.rows(home, "SELECT COUNT(*) FROM identity_token WHERE revoked_at IS NULL") == [
        (0,)
    ]
    beyond = hengke(
        "people", "token", "lin", "--scope", "imports.write", "--name", "x", "--home", home
    )
    assert beyond.exit_code == 2
    assert "imports.write is not among it" in beyond.err
    assert "Choose among these: " in beyond.err
    assert "customers.read" in beyond.err


def test_who_leaves_is_closed_and_can_come_back(hengke, home) -> None:
    active = "SELECT is_active FROM identity_user WHERE username = 'lin'"
    assert hengke("people", "deactivate", "lin", "--home", home).exit_code == 0
    assert not databases.rows(home, active)[0][0]
    assert hengke("people", "deactivate", "lin", "--undo", "--home", home).exit_code == 0
    assert databases.rows(home, active)[0][0]
    assert hengke("people", "reset-factor", "lin", "--home", home).exit_code == 0
    assert hengke("people", "reset-factor", "nobody", "--home", home).exit_code == 2


def test_a_provider_is_written_with_a_sealed_secret_and_an_unsafe_one_is_refused(
    hengke, home, tmp_path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the-secret-of-the-provider\n", encoding="utf-8")
    words = ("people", "sso", "bank", "--title", "统一认证", "--client-id", "hengke",
             "--secret-file", secret, "--home", home)  # fmt: skip
    plain = hengke(*words, "--issuer", "http://login.bank.example")
    assert (plain.exit_code, "https" in plain.err) == (2, True)
    assert not (home / "sso" / "bank.toml").exists()
    assert hengke(*words, "--issuer", "https://login.bank.example").exit_code == 0
    written = (home / "sso" / "bank.toml").read_text(encoding="utf-8")
    assert tomllib.loads(written)["client_secret"].startswith("~")
    assert "the-secret-of-the-provider" not in written
