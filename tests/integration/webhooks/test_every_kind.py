"""Whoever subscribed to an event is told: every kind that can be subscribed to is emitted."""

from __future__ import annotations

import re
from pathlib import Path

import hengke
from hengke.apps.webhooks.kinds import KINDS

SOURCES = Path(hengke.__file__).parent
TOLD = re.compile(r"\b(?:emit|tell)\(\s*\"([a-z_.]+)\"")


def test_every_kind_is_told_by_some_action_and_no_other_is() -> None:
    told = {
        kind
        for path in SOURCES.rglob("*.py")
        for kind in TOLD.findall(path.read_text(encoding="utf-8"))
    }
    assert told == set(KINDS)
