"""`hengke evidence`: one object per set, each from a process of its own, and clear refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.integration.evidence.sets import asked
from typer.testing import CliRunner

from hengke.cli.app import app
from hengke.kernel.errors import Refused
from hengke.pipelines.evidence.files import columns, opened

KEYS = ["name", "rows", "metrics", "baseline", "published", "seconds", "peak_mb"]


@pytest.mark.real_data
@pytest.mark.slow_test
def test_one_name_is_one_object_with_time_and_memory_of_its_own(shared: Path) -> None:
    found = asked("cdnow", "--data", str(shared))
    assert list(found) == KEYS
    assert found["name"] == "cdnow"
    assert found["seconds"] > 0
    assert found["peak_mb"] > 30
    assert found["published"]["r"] == 0.243


def test_a_missing_folder_is_refused_with_the_file_and_what_was_expected(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["evidence", "cdnow", "--data", str(tmp_path), "--json"])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "CDNOW_sample.txt.gz" in done.stderr
    assert "--data names the folder that holds cdnow/" in done.stderr


def test_columns_are_numbers_or_texts_and_unknown_stays_unknown(tmp_path: Path) -> None:
    (tmp_path / "some.csv").write_text("a,b\n1,x\n,\n2.5,y\n", encoding="utf-8")
    found = columns(tmp_path, "some.csv.gz", numbers=["a"], texts=["b"])
    assert np.isnan(found["a"]).tolist() == [False, True, False]
    assert found["b"].tolist() == ["x", None, "y"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n1\n", "has no column b"),
        ("a,b\nx,y\n", "holds something else than numbers in a"),
        ("a,b\n", "holds no rows"),
    ],
)
def test_another_layout_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "some.csv").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=said) as refused:
        columns(tmp_path, "some.csv", numbers=["a"], texts=["b"])
    assert "some.csv" in refused.value.message


def test_no_file_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no file"):
        opened(tmp_path, "some.csv.gz", expected="numbers")
