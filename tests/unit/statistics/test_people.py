"""Groups of customers: who is in which, also where nobody is described."""

from __future__ import annotations

import pyarrow as pa
import pytest

from hengke.engine.statistics.figures import Placement, column
from hengke.pipelines.statistics import people


def rows(branches: list[str], bands: list[str]) -> pa.Table:
    return pa.table(
        {
            "branch_id": pa.array(branches, pa.string()),
            column("age"): pa.array(bands, pa.string()),
        }
    )


@pytest.mark.parametrize("placed", [Placement("age"), Placement("age", in_branches=True)])
def test_a_bank_of_which_nobody_is_described_has_no_groups(placed: Placement) -> None:
    assert people._groups(rows([], []), placed) == []


def test_every_customer_is_in_one_group_of_a_branch() -> None:
    found = people._groups(
        rows(["B1", "B2", "B1"], ["18", "18", "35"]), Placement("age", in_branches=True)
    )
    told = {(one.branch, one.slice): one.rows.tolist() for one in found}
    assert told == {("B1", "18"): [0], ("B1", "35"): [2], ("B2", "18"): [1]}
