"""`hengke dedupe --book`: pairs of a home's own book, by identifiers and by likeness, written as
numbers and names of fields."""

from __future__ import annotations

import json
import logging
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.integration.duplicates.test_finding import record
from typer.testing import CliRunner

from hengke.cli.app import app
from hengke.pipelines.home import Home, HomeSettings

pytestmark = [pytest.mark.django_db, pytest.mark.slow_test]


@pytest.fixture
def book(make_customer: Any) -> dict[str, str]:
    """120 people; one of them again by ear and by address, one again under the same number."""
    chance = random.Random(7)
    people = [record(number, chance) for number in range(120)]
    people[0]["name"] = "王小明"
    by_ear = {**people[0], "customer_id": "D0", "name": "王晓明"}
    by_ear |= {"id_number": "", "email": "", "phone": ""}
    same = {**record(900, chance), "customer_id": "D1", "id_number": people[1]["id_number"]}
    for one in (*people, by_ear, same):
        known: dict[str, Any] = {key: text or None for key, text in one.items()}
        known["birth_date"] = date.fromisoformat(one["birth_date"])
        make_customer(known.pop("customer_id"), **known)
    return people[0]


@pytest.mark.requirement("R016")
def test_the_own_book_is_searched_and_no_name_is_written(
    book: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from hengke.apps.duplicates.models import Pair
    from hengke.cli import workbench

    monkeypatch.setattr(workbench, "opened", lambda home: "")  # the test's own database is open
    home = Home.at(tmp_path / "bank")
    home.write_settings(HomeSettings())
    with caplog.at_level(logging.INFO):
        told = json.loads(_run(home.path, "--json"))
    assert not [row for row in caplog.records if row.name.startswith("splink")]
    assert told["made"] == 2
    by_ear = Pair.objects.get(left_id="C0000", right_id="D0")
    assert by_ear.score_ppm is not None
    assert by_ear.score_ppm >= 900_000
    assert "name" in by_ear.differ
    same = Pair.objects.get(left_id="C0001", right_id="D1")
    assert same.exact == ["id_number"]
    written = repr(list(Pair.objects.values_list()))
    assert book["name"] not in written
    assert book["phone"] not in written
    quick = json.loads(_run(home.path, "--exact", "--json"))
    assert (quick["made"], quick["gone"]) == (0, 0)  # what was found by ear stays found
    by_ear.refresh_from_db()
    assert by_ear.exact == []
    assert by_ear.score_ppm is not None


def _run(home: Path, *more: str) -> str:
    done = CliRunner().invoke(app, ["dedupe", "--book", "--home", str(home), *more])
    assert done.exit_code == 0, done.output
    return done.output


def test_without_a_file_and_without_the_book_the_way_out_is_named() -> None:
    done = CliRunner().invoke(app, ["dedupe"])
    assert done.exit_code != 0
