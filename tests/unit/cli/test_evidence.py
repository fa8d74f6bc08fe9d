"""`hengke evidence --json`: the shape follows from what was asked for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence import measuring


def test_one_name_is_an_object_and_several_are_a_list_also_where_one_is_refused(
    hengke: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def measured(name: str, data: Path) -> dict[str, Any]:
        if name == "cdnow":
            raise Refused("There is no file.")
        return {"name": name}

    monkeypatch.setattr(measuring, "measured", measured)
    where = ("--data", str(tmp_path), "--json")
    one = hengke("evidence", "german_credit", *where)
    assert (one.exit_code, json.loads(one.out)) == (0, {"name": "german_credit"})
    two = hengke("evidence", "german_credit", "cdnow", *where)
    assert (two.exit_code, json.loads(two.out)) == (2, [{"name": "german_credit"}])
