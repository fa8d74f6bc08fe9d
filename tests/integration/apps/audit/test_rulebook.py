"""A rule that held for a minute is on record, and the security administrator is told."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from hengke.apps.audit import findings, rulebook
from hengke.apps.audit.models import Entry, Finding
from hengke.pipelines.home import Home
from hengke.policies import audit as policies

FILE = "policies/access/standard/2026-10-01.toml"


def written(home: Home, text: str, name: str = FILE) -> str:
    file = Path(home.path / name)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def rows() -> list[tuple[str, str]]:
    told = Entry.objects.filter(action=rulebook.CHANGED).order_by("pk")
    return [(one.target, one.details["digest"]) for one in told]


@pytest.mark.requirement("R249")
def test_what_was_changed_and_taken_away_again_stays_on_record(bank_home: Home) -> None:
    first = written(bank_home, "a = 1")
    assert rulebook.note(bank_home) == [FILE]
    assert rulebook.note(bank_home) == []
    second = written(bank_home, "a = 2")
    rulebook.note(bank_home)
    (bank_home.path / FILE).unlink()
    rulebook.note(bank_home)
    assert rulebook.note(bank_home) == []
    assert rows() == [(FILE, first), (FILE, second), (FILE, rulebook.GONE)]


@pytest.mark.requirement("R249")
def test_only_later_changes_of_who_may_do_what_are_findings(bank_home: Home) -> None:
    written(bank_home, "a = 1")
    rulebook.note(bank_home)  # a home that brings its own rules along
    written(bank_home, "a = 2")
    written(bank_home, "b = 1", "policies/care/standard/2026-10-01.toml")
    rulebook.note(bank_home)
    now = Entry.objects.latest("pk").at + timedelta(seconds=30)
    for _again in range(2):
        findings.look(policies.load(on=now.date()), now=now)
    assert [(one.rule, one.subject) for one in Finding.objects.all()] == [("rules_changed", FILE)]
