"""Measured on the public FEBRL sets: learnt without labels, judged by who the records are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.conftest import shared_data_folder
from typer.testing import CliRunner

from hengke.cli.app import app

pytestmark = [pytest.mark.real_data, pytest.mark.slow_test, pytest.mark.long_test]


@pytest.mark.parametrize(("name", "rows", "pairs"), [("dataset1.csv", 1000, 500),
                                                     ("dataset2.csv.gz", 5000, 1934)])  # fmt: skip
def test_ninety_nine_of_a_hundred_are_found_and_right(name: str, rows: int, pairs: int) -> None:
    file: Path = shared_data_folder() / "dedupe" / name
    done = CliRunner().invoke(app, ["dedupe", str(file), "--mapping", "febrl", "--json"])
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert answer["rows"] == rows
    assert answer["measured"]["true_pairs"] == pairs
    assert answer["measured"]["precision"] >= 0.99
    assert answer["measured"]["recall"] >= 0.99
    assert {"left", "right", "score"} <= set(answer["pairs"][0])
    assert sum(len(cluster) for cluster in answer["clusters"]) <= rows
