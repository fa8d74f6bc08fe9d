"""Groups and bars that are too small are hidden, and nobody is reckoned from the rest."""

from __future__ import annotations

from hengke.engine.statistics.small import bars, shown


def test_what_is_hidden_is_together_no_small_group():
    """B is below 20, so the rest would be B alone: the smallest that is shown goes with it."""
    sizes = {("", "a"): 90, ("", "b"): 7, ("", "c"): 30}
    assert shown(sizes, least=20) == {("", "a")}
    assert shown({("", "a"): 90, ("", "b"): 0, ("", "c"): 30}, least=20) == {("", "a"), ("", "c")}


def test_a_small_cell_is_not_told_by_its_group_over_all_branches():
    """Gold of branch 1 has 3; gold of the bank less gold of branch 2 would tell it."""
    sizes = {
        ("1", "gold"): 3, ("1", "mass"): 200, ("1", "none"): 60,
        ("2", "gold"): 50, ("2", "mass"): 100, ("2", "none"): 70,
    }  # fmt: skip
    kept = shown(sizes, least=20)
    assert kept == {("1", "mass"), ("2", "mass")}


def test_bars_below_the_least_are_one_with_a_neighbour():
    edges = [0, 10, 20, 30]
    assert bars([0, 2, 9, 0, 30], edges, least=5) == [
        (0, 20, 11), (20, 30, 0), (30, None, 30),
    ]  # fmt: skip
    assert bars([8, 0, 0, 1, 0], edges, least=5) == [(None, 30, 9)]
    assert bars([1, 0, 0, 0, 1], edges, least=5) == [(None, None, 2)]
    assert bars([0, 0, 0, 0, 0], edges, least=5) == []
