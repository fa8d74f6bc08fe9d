"""Customers from a Parquet file, fitted and scored, and back into one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.lifetimes import TRUTH, simulate

from hengke.kernel.errors import Refused
from hengke.pipelines.lifetimes import score_file


@pytest.mark.slow_test
def test_simulated_customers_are_scored_one_row_each_with_the_truth_found(tmp_path: Path) -> None:
    source, target = tmp_path / "customers.parquet", tmp_path / "scores.parquet"
    simulate(source, customers=20_000)
    found = score_file(source, target, ahead=52.0)
    assert found["lifetime"][0] == pytest.approx(TRUTH["r"], rel=0.1)
    assert found["value"] == pytest.approx((TRUTH["p"], TRUTH["q"], TRUTH["v"]), rel=0.25)
    scores, customers = pq.read_table(target), pq.read_table(source)
    assert scores["customer_id"].equals(customers["customer_id"])
    alive = scores["alive"].to_numpy()
    assert ((alive > 0) & (alive <= 1)).all()
    assert (alive[customers["repeats"].to_numpy() == 0] == 1).all()
    product = scores["purchases_ahead"].to_numpy() * scores["value_of_one"].to_numpy()
    assert np.allclose(scores["value_ahead"].to_numpy(), product)


def test_a_file_without_a_column_is_refused_by_its_name(tmp_path: Path) -> None:
    source = tmp_path / "customers.parquet"
    pq.write_table(pa.table({"customer_id": ["A"], "repeats": [1.0]}), source)
    with pytest.raises(Refused, match="has no column last"):
        score_file(source, tmp_path / "scores.parquet", ahead=1.0)
