"""One list of three parts: weights, must-be first, unknown last, how ranks move."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from hengke.engine.needs.priority import Item, moved, ranked, ratio_part, sensitivity
from hengke.engine.needs.unknown import Unknown

WEIGHTS = {"kano": Fraction(2, 5), "benefit_cost": Fraction(2, 5), "swot": Fraction(1, 5)}
STEP = Fraction(1, 10)


def item(key: str, kano: Any, benefit_cost: Any, swot: Any, *, first: bool = False) -> Item:
    parts = {"kano": kano, "benefit_cost": benefit_cost, "swot": swot}
    return Item(
        key,
        {name: Fraction(part) if isinstance(part, str) else part for name, part in parts.items()},
        first,
    )


def order(items: list[Item], weights: Any = WEIGHTS) -> list[tuple[Any, int]]:
    return [(one.item.key, one.rank) for one in ranked(items, weights)]


@pytest.mark.requirement("R090")
def test_the_sum_of_weights_times_parts() -> None:
    found = ranked([item("a", "0.8", "0.5", "1"), item("b", "1", "0.5", "0.5")], WEIGHTS)
    assert [(one.item.key, one.score, one.rank) for one in found] == [
        ("a", Fraction(72, 100), 1), ("b", Fraction(70, 100), 2),
    ]  # fmt: skip


@pytest.mark.requirement("R090")
def test_a_must_be_that_nobody_satisfies_comes_first_whatever_it_scores() -> None:
    low = item("low", "0", "0", "0", first=True)
    unknown = item("unknown", "1", Unknown("no case"), "1", first=True)
    assert order([item("high", "1", "1", "1"), low, unknown]) == [
        ("low", 1), ("unknown", 2), ("high", 3)
    ]  # fmt: skip


def test_a_part_that_is_unknown_leaves_the_score_unknown_and_the_item_last() -> None:
    found = ranked([item("a", Unknown("no survey"), "1", "1"), item("b", "0", "0", "0.1")], WEIGHTS)
    assert [(one.item.key, one.score) for one in found] == [("b", Fraction(2, 100)), ("a", None)]
    assert found[1].missing == {"kano": Unknown("no survey")}


def test_what_has_no_score_has_no_rank_and_no_moves() -> None:
    alone = item("a", Unknown("no survey"), "1", "1")
    assert order([alone]) == [("a", None)]
    rows = [alone, item("b", "0", "0", "0.1"), item("c", "1", Unknown("no case"), "1", first=True)]
    assert order(rows) == [("c", 1), ("b", 2), ("a", None)]
    found = sensitivity(rows, WEIGHTS, step=STEP)
    assert (found["a"], found["c"]) == ({}, {})
    assert set(found["b"].values()) == {2}


def test_a_part_without_weight_need_not_be_known() -> None:
    weights = {"kano": Fraction(0), "benefit_cost": Fraction(1, 2), "swot": Fraction(1, 2)}
    assert ranked([item("a", Unknown("no survey"), "1", "1")], weights)[0].score == 1


def test_equals_share_a_rank() -> None:
    rows = [item("a", "1", "0", "0"), item("b", "0", "1", "0"), item("c", "0", "0", "1")]
    assert order(rows) == [("a", 1), ("b", 1), ("c", 3)]


@pytest.mark.requirement("R090")
def test_ranks_are_told_for_each_weight_moved_down_and_up() -> None:
    """At .4/.4/.2 a (.60) is before b (.56); with kano .3 b: .3x.4+.4667+.0 = .5867 > a .5667."""
    rows = [item("a", "0.7", "0.4", "0.8"), item("b", "0.4", "1", "0")]
    assert order(rows) == [("a", 1), ("b", 2)]
    found = sensitivity(rows, WEIGHTS, step=STEP)
    assert found["a"] == {
        ("kano", -1): 2, ("kano", 1): 1, ("benefit_cost", -1): 1, ("benefit_cost", 1): 2,
        ("swot", -1): 2, ("swot", 1): 1,
    }  # fmt: skip
    assert all(found["a"][move] + found["b"][move] == 3 for move in found["a"])


@pytest.mark.parametrize("name", list(WEIGHTS))
@pytest.mark.parametrize("by", ["-1", "-0.1", "0.1", "1"])
def test_moved_weights_still_add_up_to_one(name: str, by: str) -> None:
    found = moved(WEIGHTS, name, Fraction(by))
    assert sum(found.values()) == 1
    assert min(found.values()) >= 0


def test_one_weight_that_is_all_shares_what_it_gives_up() -> None:
    alone = {"kano": Fraction(1), "benefit_cost": Fraction(0), "swot": Fraction(0)}
    assert moved(alone, "kano", -STEP) == {
        "kano": Fraction(9, 10), "benefit_cost": Fraction(1, 20), "swot": Fraction(1, 20),
    }  # fmt: skip


def test_the_ratio_counts_up_to_a_fixed_one() -> None:
    full = Fraction(3)
    assert ratio_part(Fraction(3, 2), full=full) == Fraction(1, 2)
    assert ratio_part(Fraction(9), full=full) == 1
    unknown = Unknown("it costs nothing")
    assert ratio_part(unknown, full=full) is unknown
