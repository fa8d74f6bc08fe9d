"""What is told of a group's numbers and words, and what is left out."""

from __future__ import annotations

import json

import pytest

from hengke.pipelines.statistics import described
from hengke.pipelines.statistics.described import visible

CUTS = (0, 1_000)


def row(values: list[int]) -> dict[str, object]:
    import numpy as np

    bars = np.bincount(np.searchsorted(CUTS, values, side="right"), minlength=3).tolist()
    return {
        "known": len(values), "customers": len(values), "strange": 0, "total": str(sum(values)),
        "squares": str(sum(one * one for one in values)), "zeros": values.count(0),
        "quantiles": np.quantile(values, [0.05, 0.25, 0.5, 0.75, 0.95]).tolist(),
        **{f"b{place:02d}": count for place, count in enumerate(bars)},
    }  # fmt: skip


@pytest.mark.requirement("R233")
def test_mean_and_deviation_by_hand():
    """-10, 0, 10, 20: mean 5, squares about it 225 + 25 + 25 + 225 = 500, by three 166.67: 12.9."""
    told = described._told(row([-10, 0, 10, 20] * 10), CUTS, 5)
    assert (told["mean"], told["zero_ppm"]) == (5, 250_000)
    assert told["deviation"] == 11  # forty of them: 5000 by 39
    assert described._deviation(4, 20, 600) == 13
    assert described._deviation(1, 20, 400) is None
    assert json.loads(told["bins"]) == [[None, 0, 10], [0, 1_000, 30]]


def test_halves_are_rounded_away_from_zero():
    assert [described.divided(one, 2) for one in (5, -5, 4, 0)] == [3, -3, 2, 0]
    assert described.divided(-7, 3) == -2


def test_a_quantile_that_few_lie_beyond_is_left_out():
    """Of forty, two lie beyond a twentieth and ten beyond a quarter; of a hundred five do."""
    told = described._told(row(list(range(40))), CUTS, 5)
    assert (told["p5"], told["p25"], told["p95"]) == (None, 10, None)
    assert described._told(row(list(range(100))), CUTS, 5)["p5"] == 5


def test_a_value_that_is_the_same_everywhere_has_no_deviation():
    told = described._told(row([7] * 30), CUTS, 5)
    assert (told["mean"], told["deviation"], told["p50"]) == (7, 0, 7)


def test_rare_words_are_told_together():
    told = json.loads(described._frequent({"a": 40, "b": 3, "c": 2, "d": 9}, 8, 5))
    assert told == [["a", 40], ["d", 9], [None, 5]]
    told = json.loads(described._frequent({"a": 40, "b": 3, "d": 9}, 8, 5))
    assert told == [["a", 40], [None, 12]], "three would be told by the others"
    assert json.loads(described._frequent({"a": 40, "b": 3}, 8, 5)) == []
    assert json.loads(described._frequent({"a": 40, "d": 9, "e": 8}, 1, 5))[-1] == [None, 17]


def test_what_is_hidden_of_the_bank_is_in_no_branch_either():
    sizes = {
        ("", "tier", "gold"): 10, ("", "tier", "mass"): 25, ("", "tier", "private"): 60,
        ("1", "tier", "mass"): 25, ("1", "tier", "private"): 60, ("1", "tier", "gold"): 10,
    }  # fmt: skip
    assert visible(sizes, least=20) == {("", "tier", "private"), ("1", "tier", "private")}
