"""What is missing of a public data set is refused by its name, and shortly."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence import caravan
from hengke.pipelines.evidence.files import MOST_NAMED, columns


def refused(folder: Path) -> Refused:
    with pytest.raises(Refused) as refusal:
        caravan.measure(folder)
    return refusal.value


def test_a_missing_folder_and_a_missing_file_are_named_without_all_columns(tmp_path: Path) -> None:
    folder = tmp_path / "caravan"
    told = refused(folder)
    assert told.message == f"There is no folder {folder}."
    assert "Caravan.csv.gz" in told.next_step
    assert "MAANTHUI" not in told.next_step
    folder.mkdir()
    told = refused(folder)
    assert told.message == f"There is no file {folder / caravan.FILE}."
    assert "MRELOV and 74 more" in told.next_step
    assert "MFALLEEN" not in told.next_step


def test_a_file_of_other_columns_is_refused_with_a_dozen_at_most(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text("a\n1\n", encoding="utf-8")
    names = [f"c{one}" for one in range(MOST_NAMED + 1)]
    with pytest.raises(Refused, match="no column c0") as refusal:
        columns(tmp_path, "f.csv", numbers=names)
    assert refusal.value.next_step.endswith("c10, c11 and 1 more.")
    with pytest.raises(Refused) as refusal:
        columns(tmp_path, "f.csv", numbers=names[:2])
    assert refusal.value.next_step == "Expected are the columns c0, c1."
