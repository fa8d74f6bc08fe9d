"""Cards that are left, caravans, calls: the public sets, and other files of their layout."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from tests.conftest import shared_data_folder
from tests.integration.evidence.sets import first_rows, measured

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence import bankchurners


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.long_test
def test_of_a_part_of_the_cards_it_is_told_who_leaves(tmp_path: Path) -> None:
    folder = tmp_path / "bankchurners"
    first_rows(shared_data_folder() / "bankchurners" / "BankChurners.csv.gz", folder, 3_000)
    found = measured("bankchurners", tmp_path)
    assert found["rows"] == 3_000
    assert found["metrics"]["auc"] >= 0.975
    assert found["metrics"]["brier"] < found["baseline"]["brier"]
    assert found["baseline"]["auc"] > 0.9


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.drill_test
def test_a_part_of_the_insured_is_named_their_hidden_policy(tmp_path: Path) -> None:
    first_rows(shared_data_folder() / "caravan" / "Caravan.csv.gz", tmp_path / "caravan", 800)
    found = measured("caravan", tmp_path)
    ours, plain = found["metrics"], found["baseline"]
    assert found["rows"] == 800
    assert ours["hr_at_1"] > plain["hr_at_1"] + 0.05
    assert ours["hr_at_3"] > plain["hr_at_3"]
    assert ours["auc"] > 0.6


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.long_test
def test_a_part_of_the_calls_is_ranked_without_their_length(tmp_path: Path) -> None:
    folder = tmp_path / "bank_marketing"
    first_rows(shared_data_folder() / "bank_marketing" / "bank-full.csv.gz", folder, 8_000)
    found = measured("bank_marketing", tmp_path)
    assert found["metrics"]["auc"] > 0.6
    assert found["metrics"]["auc"] > found["metrics"]["auc_popularity"]
    assert found["metrics"]["brier_later"] < 0.25


def cards(
    folder: Path, more: Mapping[str, str] | None = None, *, without: str = "", left: int = 7
) -> None:
    """400 customers in the layout of the card file: every `left`-th has left, who hardly paid."""
    draw = np.random.default_rng(2)
    names = [name for name in (*bankchurners.NUMBERS, *bankchurners.CODES) if name != without]
    head = [bankchurners.TARGET, *names, *(more or {})]
    lines = [",".join(head)]
    for row in range(400):
        gone = left > 0 and row % left == 0
        values = {name: str(int(draw.integers(0, 50))) for name in bankchurners.NUMBERS}
        values |= dict.fromkeys(bankchurners.CODES, "AB"[row % 2])
        values["Total_Trans_Ct"] = str(int(draw.integers(0, 30 if gone else 60)))
        values |= {
            bankchurners.TARGET: bankchurners.LEFT if gone else bankchurners.STAYED,
            **{name: str(float(gone)) for name in more or {}},
        }
        lines.append(",".join(values[name] for name in head))
    (folder / "bankchurners").mkdir()
    file = folder / "bankchurners" / "BankChurners.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.slow_test
def test_another_model_s_scores_in_the_file_are_refused_and_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    cards(tmp_path / "with", {"Naive_Bayes_Classifier_1": "", "Naive_Bayes_Classifier_2": ""})
    cards(tmp_path / "without")
    leaky, clean = (measured("bankchurners", tmp_path / one) for one in ("with", "without"))
    assert leaky["metrics"].pop("columns_refused") == 2
    assert clean["metrics"].pop("columns_refused") == 0
    assert leaky["metrics"] == clean["metrics"]
    assert leaky["metrics"]["auc"] < 0.95


def test_nobody_who_left_and_a_missing_column_are_refused(tmp_path: Path) -> None:
    for name in ("nobody", "column"):
        (tmp_path / name).mkdir()
    cards(tmp_path / "nobody", left=0)
    with pytest.raises(Refused, match="only 0 rows"):
        measured("bankchurners", tmp_path / "nobody")
    cards(tmp_path / "column", without="Credit_Limit")
    with pytest.raises(Refused, match=r"BankChurners\.csv.* has no column Credit_Limit"):
        measured("bankchurners", tmp_path / "column")


@pytest.mark.parametrize(
    ("name", "file"),
    [("bankchurners", "BankChurners.csv"), ("caravan", "Caravan.csv"),
     ("bank_marketing", "bank-full.csv"), ("xiamen_next_quarter", "y_Q3_3.csv"),
     ("xiamen_fall", "cunkuan_m7.csv")],
)  # fmt: skip
def test_what_is_empty_or_no_text_is_refused_with_the_file(
    tmp_path: Path, name: str, file: str
) -> None:
    folder = tmp_path / ("xiamen_bank_2020" if name.startswith("xiamen") else name)
    folder.mkdir()
    for content in (b"", b"\xff\xfe\x00\xd8", "客户,标签\n1,男\n".encode("gb18030")):
        (folder / file).write_bytes(content)
        with pytest.raises(Refused) as refused:
            measured(name, tmp_path)
        assert file in refused.value.message
