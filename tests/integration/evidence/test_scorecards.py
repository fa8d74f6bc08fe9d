"""Scorecards on the public loans and cards, and on other files of their layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from tests.integration.evidence.sets import measured

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence.credit_default_taiwan import CODES, NUMBERS, TARGET


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.long_test
def test_a_thousand_loans_are_ranked_as_well_as_by_the_peer_within_the_noise_of_a_split() -> None:
    found = measured("german_credit")
    assert found["rows"] == 1_000
    ours, plain = found["metrics"], found["baseline"]
    assert ours["auc"] >= 0.795
    assert ours["auc_repeated"] > plain["auc"]
    assert ours["ks"] > plain["ks"]
    assert ours["psi"] < 0.1


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.drill_test
def test_thirty_thousand_cards_reach_the_peer() -> None:
    found = measured("credit_default_taiwan")
    assert found["metrics"]["auc"] >= 0.768
    assert found["metrics"]["ks"] >= 0.40
    assert found["metrics"]["auc"] > found["baseline"]["auc"]


def cards(folder: Path, *, rows: int = 400, outcome: np.ndarray | None = None) -> None:
    """A file in the layout of the Taiwanese cards, with codes and gaps of its own."""
    draw = np.random.default_rng(4)
    table = {name: draw.integers(0, 9, rows).astype(str) for name in (*NUMBERS, *CODES)}
    table["age"][::7] = ""
    late = table["pay_0"].astype(int)
    bad = draw.random(rows) < 0.05 + 0.08 * late if outcome is None else outcome
    table[TARGET] = bad.astype(int).astype(str)
    lines = [",".join(table), *(",".join(row) for row in zip(*table.values(), strict=True))]
    (folder / "credit_default_taiwan").mkdir()
    file = folder / "credit_default_taiwan" / "creditcard_default_mostlyai.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.slow_test
def test_other_cards_are_measured_as_well(tmp_path: Path) -> None:
    cards(tmp_path)
    found = measured("credit_default_taiwan", tmp_path)
    assert found["rows"] == 400
    assert found["metrics"]["auc"] > 0.6


def test_labels_of_one_class_are_refused(tmp_path: Path) -> None:
    cards(tmp_path, outcome=np.zeros(400, bool))
    with pytest.raises(Refused, match="only 0 rows"):
        measured("credit_default_taiwan", tmp_path)


def test_an_outcome_of_three_kinds_is_refused(tmp_path: Path) -> None:
    (tmp_path / "german_credit").mkdir()
    file = tmp_path / "german_credit" / "germancredit.csv"
    file.write_text("age,creditability\n30,good\n40,maybe\n", encoding="utf-8")
    with pytest.raises(Refused, match="something else than bad and good in creditability"):
        measured("german_credit", tmp_path)
