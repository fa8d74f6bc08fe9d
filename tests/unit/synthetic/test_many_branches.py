"""A bank larger than the list of branch names and than three digits."""

from __future__ import annotations

import numpy as np
import pytest

from hengke.pipelines.synthetic import places


@pytest.mark.parametrize("count", [2, 80, 400, 4_000])
def test_every_branch_has_a_name_of_its_own(count: int) -> None:
    names = places.branch_names(count)
    assert len(set(names)) == len(names) == count


def test_codes_grow_with_the_bank_and_stay_apart() -> None:
    codes = places.branch_ids(np.arange(4_000), 4_000).to_pylist()
    assert codes[0] == "B0001"
    assert len(set(codes)) == 4_000
    assert places.branch_ids(np.arange(2), 8).to_pylist() == ["B001", "B002"]


def test_who_keeps_nobody_has_no_code() -> None:
    codes = places.manager_ids(np.array([0, 1, 12_000]), 13_000)
    assert codes.to_pylist() == [None, "S00001", "S12000"]
