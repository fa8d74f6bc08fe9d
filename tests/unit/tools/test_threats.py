"""Every row of SECURITY.md's threat tables names tests that exist; every unit is fenced in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from hengke.server.environment import MEANINGS

ROOT = Path(__file__).resolve().parents[3]
UNITS = sorted((ROOT / "docs" / "systemd").glob("hengke-*.service"))
FENCES = (
    "User=hengke", "UMask=0077", "NoNewPrivileges=yes", "PrivateTmp=yes", "ProtectSystem=strict",
    "ProtectHome=yes", "CapabilityBoundingSet=\n", "SystemCallFilter=@system-service",
    "RestrictAddressFamilies=", "IPAddressDeny=any",
)  # fmt: skip
NOTHING_TO_TEST = ("–", "same")


def rows() -> list[tuple[str, str]]:
    """Threat and named tests, of every table whose last column is `test`."""
    found, inside = [], False
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if not line.startswith("|"):
            inside = False
        elif cells[-1] == "test":
            inside = True
        elif inside and set(line) - set("|-: "):
            found.append((cells[-3], cells[-1]))
    return found


@cache
def written() -> tuple[frozenset[str], tuple[str, ...]]:
    files = [*(ROOT / "tests").rglob("*.py")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    names = frozenset(re.findall(r"^\s*def (test_\w+)", text, re.MULTILINE))
    return names, tuple(file.relative_to(ROOT).as_posix() for file in files)


def missing(told: str) -> list[str]:
    """Of the tests, files and folders that a cell names, those that do not exist."""
    names, files = written()
    return [
        name
        for name in re.findall(r"`([^`]+)`", told)
        if name not in names
        and not any(file.endswith(name) or f"/{name}" in file for file in files if "/" in name)
        and not any(file.endswith(f"/{name}") for file in files if name.endswith(".py"))
    ]


def test_every_threat_names_a_test_that_exists() -> None:
    found = rows()
    assert len(found) > 25
    for threat, told in found:
        assert "`" in told or told.startswith(NOTHING_TO_TEST), threat
        assert missing(told) == [], threat


def test_a_test_that_does_not_exist_is_noticed() -> None:
    assert missing("`test_that_nobody_ever_wrote`") == ["test_that_nobody_ever_wrote"]
    assert missing("`tests/unit/nowhere.py`") == ["tests/unit/nowhere.py"]
    assert missing("`unit/tools/test_threats.py`, `test_threats.py`, `unit/tools/`") == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_every_unit_is_fenced_in(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    if "@" in unit.name:
        return
    assert [fence for fence in FENCES if fence not in text] == []


def test_units_call_commands_and_name_variables_that_exist() -> None:
    from typer.main import get_command

    from hengke.cli.app import app

    for unit in UNITS:
        for called in re.findall(r"bin/hengke (\w[^'\n]*)", unit.read_text()):
            words = called.split()
            command = get_command(app)
            while hasattr(command, "commands"):
                command = command.commands[words.pop(0)]
            known = {
                option for one in command.params for option in (*one.opts, *one.secondary_opts)
            }
            for option in re.findall(r"--[\w-]+", " ".join(words)):
                assert option in known, f"{unit.name}: {called}"
    environment = (ROOT / "docs" / "systemd" / "hengke.env").read_text()
    for name in re.findall(r"^(HENGKE_\w+)=", environment, re.MULTILINE):
        assert name in MEANINGS
