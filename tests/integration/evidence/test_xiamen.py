"""Funds of the next quarter and falls of the next month on the Chinese bank's files."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.conftest import shared_data_folder
from tests.integration.evidence.sets import first_rows, measured
from tests.unit.learning.books import deposit_months, deposit_sample

from hengke.kernel.errors import Refused
from hengke.pipelines.evidence import xiamen
from hengke.pipelines.evidence.xiamen_fall import read_sample

FOLDER = "xiamen_bank_2020"


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.long_test
def test_a_part_of_the_customers_is_foretold_better_than_by_plain_boosting(tmp_path: Path) -> None:
    source = shared_data_folder() / FOLDER
    first_rows(source / xiamen.LABELS, tmp_path / FOLDER, 3_000)
    for name in (*xiamen.MONTHS, xiamen.ASSETS, xiamen.BEHAVIOUR):
        (tmp_path / FOLDER / name).symlink_to(source / name)
    found = measured("xiamen_next_quarter", tmp_path)
    ours, plain = found["metrics"], found["baseline"]
    assert found["rows"] == 3_000
    assert ours["kappa"] > max(plain["kappa"], 0.34)
    assert ours["kappa"] > ours["kappa_most_probable"]
    assert ours["auc_outflow"] > 0.84
    assert ours["macro_f1"] > plain["macro_f1"]
    assert ours["calibration_error"] < 0.05


@pytest.mark.real_data
@pytest.mark.slow_test
@pytest.mark.long_test
def test_falls_are_ranked_a_month_ahead_and_the_sample_is_the_one_read_by_hand() -> None:
    folder = shared_data_folder() / FOLDER
    ours, plain = read_sample(folder), deposit_sample(deposit_months(folder), cut_offs=(7, 8))
    assert list(ours.customers) == list(plain.customers)
    assert np.array_equal(ours.outcome(), plain.outcome())
    for name, values in plain.inputs.items():
        assert np.array_equal(ours.inputs[name], values, equal_nan=True), name


@pytest.mark.real_data
@pytest.mark.slow_test
def test_falls_of_september_are_foretold_from_august() -> None:
    found = measured("xiamen_fall")
    ours, plain = found["metrics"], found["baseline"]
    assert (ours["customers"], ours["falls"]) == (34_362, 1_972)
    assert ours["auc"] > 0.80
    assert ours["average_precision"] > 0.32
    assert ours["auc_later"] > 0.79 > plain["auc_later"]
    assert ours["calibration_error_later"] < 0.015


def quarter(folder: Path, **tables: str) -> None:
    """Two customers in the files of a quarter; a table named is written instead."""
    month = "cust_no,C1,C2\n0x01,100.5,1\n0x02,60000,2\n"
    texts = dict.fromkeys(xiamen.MONTHS, month) | {
        xiamen.LABELS: "\ufeffcust_no,label\n0x02,1\n0x01,-1\n",
        xiamen.ASSETS: "cust_no,X1,X2,X3,X4,X5,X6,X7,X8\n0x02,1,2,3,4,5,6,7,8\n",
        xiamen.BEHAVIOUR: "cust_no,B1,B2,B3,B4,B5,B6,B7\n0x01,1,2,3,4,5,2021-06-29 12:00:00,7\n"
        "0x02,1,2,3,4,5,,7\n",
    }
    folder.mkdir(exist_ok=True)
    for name, text in (texts | tables).items():
        with gzip.open(folder / name, "wt", encoding="utf-8") as file:
            file.write(text)


def read(folder: Path) -> tuple[Any, Any, dict[str, Any]]:
    customers, came = xiamen.labels(folder)
    return customers, came, xiamen.quarter(folder, customers)


def test_a_quarter_is_read_by_customer_and_what_a_file_lacks_is_unknown(tmp_path: Path) -> None:
    quarter(tmp_path)
    customers, came, inputs = read(tmp_path)
    assert customers.tolist() == ["0x01", "0x02"]
    assert came.tolist() == [-1, 1]
    assert inputs["deposits"].tolist() == [100.5, 60_000]
    assert np.isnan(inputs["structured"]).tolist() == [True, False]
    assert inputs["certificates"][1] == 8
    assert inputs["days_since_in"][0] == 1.5
    assert inputs["hour_of_in"][0] == 12
    assert inputs["weekday_of_in"][0] == 1
    assert np.isnan(inputs["days_since_in"][1])


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (xiamen.LABELS, "cust_no,label\n0x01,2\n", "something else than -1, 0 and 1 in label"),
        (xiamen.LABELS, "cust_no,label\n0x01,1\n0x01,1\n", "holds customer 0x01 twice"),
        (xiamen.LABELS, "cust_no,what\n0x01,1\n", "has no column label"),
        (xiamen.ASSETS, "cust_no,X1\n0x01,1\n", "has no column X2"),
        (xiamen.MONTHS[1], "cust_no,C1,C2\n0x01,much,1\n", "something else than numbers in C1"),
        (xiamen.BEHAVIOUR, "cust_no,B1,B2,B3,B4,B5,B6,B7\n0x01,1,2,3,4,5,noon,7\n",
         "something else than times in B6"),
        (xiamen.MONTHS[0], "cust_no,C1,C2\n", "holds no rows"),
    ],
)  # fmt: skip
def test_another_layout_is_refused_with_file_and_column(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    quarter(tmp_path, **{name: text})
    with pytest.raises(Refused, match=said) as refused:
        read(tmp_path)
    assert name in refused.value.message


def test_labels_of_one_class_and_a_bank_without_falls_are_refused(tmp_path: Path) -> None:
    quarter(tmp_path / FOLDER)
    with pytest.raises(Refused, match="there are 1, 0 and 1 of 2"):
        measured("xiamen_next_quarter", tmp_path)
    with pytest.raises(Refused, match="too few customers fell"):
        measured("xiamen_fall", tmp_path)
