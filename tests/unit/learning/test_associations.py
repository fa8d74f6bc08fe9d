"""Association rules: exact counts by hand, two ways that agree, and which rules are of use."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest

from hengke.kernel.errors import Refused
from hengke.learning import association_baskets
from hengke.learning.association_baskets import Baskets, from_masks, from_rows
from hengke.learning.association_rules import all_rules, chance_of, false_discovery, useful
from hengke.learning.associations import count_sets

BREAD, BUTTER, BEER = range(3)
NAMES = ("bread", "butter", "beer")


def baskets(*held: tuple[int, ...], products: tuple[str, ...] = NAMES) -> Baskets:
    rows = [(number, one) for number, basket in enumerate(held) for one in basket]
    basket, product = np.array(rows).T
    return from_rows(products, basket, product)


def drawn(rows: int, products: int) -> tuple[np.ndarray, np.ndarray]:
    held = np.random.default_rng(3).random((rows, products)) < 0.3
    held[:, 0] = True
    basket, product = np.nonzero(held)
    return basket, product


def test_counts_of_a_few_baskets_by_hand() -> None:
    few = baskets((BREAD, BUTTER), (BREAD, BUTTER, BEER), (BREAD,), (BEER,), (BREAD, BUTTER))
    sets = count_sets(few, support=0.2)
    assert sets.named() == {
        ("bread",): 4, ("butter",): 3, ("beer",): 2, ("bread", "butter"): 3, ("bread", "beer"): 1,
        ("butter", "beer"): 1, ("bread", "butter", "beer"): 1,
    }  # fmt: skip
    assert set(count_sets(few, support=0.6).named()) == {
        ("bread",), ("butter",), ("bread", "butter"),
    }  # fmt: skip


def test_a_row_that_stands_twice_counts_once() -> None:
    sets = count_sets(baskets((BREAD, BREAD, BUTTER), (BREAD,)), support=0.5)
    assert sets.named()[("bread",)] == 2


def test_masks_and_the_sparse_matrix_and_counting_one_by_one_agree(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    basket, product = drawn(400, 9)
    names = tuple(f"p{number}" for number in range(9))
    by_masks = count_sets(from_rows(names, basket, product), support=0.05)
    monkeypatch.setattr(association_baskets, "BITS", 8)
    by_lines = count_sets(from_rows(names, basket, product), support=0.05)
    held = [set(product[basket == one].tolist()) for one in range(400)]
    one_by_one = {
        key: count
        for size in (1, 2, 3)
        for key in combinations(range(9), size)
        if (count := sum(set(key) <= one for one in held)) >= 20
    }
    assert by_masks.counts == by_lines.counts == one_by_one


def test_the_last_of_64_bits_is_a_product_as_any() -> None:
    names = tuple(f"p{number}" for number in range(64))
    sets = count_sets(baskets((0, 63), (63,), products=names), support=0.5)
    assert sets.named() == {("p0",): 1, ("p63",): 2, ("p0", "p63"): 1}
    with pytest.raises(Refused, match="64 products"):
        from_masks([*names, "more"], np.array([1]), np.array([1]), number=1)


def test_customers_without_any_product_are_baskets_too() -> None:
    sets = count_sets(
        from_masks(NAMES, np.array([0, 1]), np.array([6, 4]), number=10), support=0.1
    )  # fmt: skip
    assert (sets.baskets, sets.named()) == (10, {("bread",): 4})


def test_the_figures_of_a_rule_by_hand() -> None:
    """40 baskets: 10 with both, 10 with bread only, 5 with butter only, 15 with beer only."""
    held = [(BREAD, BUTTER)] * 10 + [(BREAD,)] * 10 + [(BUTTER,)] * 5 + [(BEER,)] * 15
    rules = {
        (r.condition, r.product): r for r in all_rules(count_sets(baskets(*held), support=0.1))
    }
    rule = rules[("bread",), "butter"]
    assert (rule.count, rule.support, rule.confidence) == (10, 0.25, 0.5)
    assert rule.lift == pytest.approx(0.5 / 0.375)
    assert rule.leverage == pytest.approx(0.25 - 0.5 * 0.375)
    assert rule.conviction == pytest.approx(0.625 / 0.5)
    assert rule.gain == pytest.approx(0.5 - 0.375)
    z = (10 - 7.5) / (20 * 15 * 20 * 25 / 40**3) ** 0.5
    assert z == pytest.approx(1.633, abs=0.001)
    assert rule.chance == pytest.approx(0.0512, abs=0.0001)


def test_a_rule_that_never_fails_has_no_conviction() -> None:
    held = [(BREAD, BUTTER)] * 3 + [(BUTTER,), (BEER,)]
    rules = all_rules(count_sets(baskets(*held), support=0.2))
    sure = next(r for r in rules if r.condition == ("bread",) and r.product == "butter")
    assert (sure.confidence, sure.conviction) == (1.0, None)


def test_small_counts_take_fisher_s_exact_test() -> None:
    """The lady tasting tea: 4 of 4 right has one chance in 70, 3 or more 17 in 70."""
    found = chance_of(np.array([[8.0, 4, 4, 4], [8.0, 4, 4, 3]]))
    assert found == pytest.approx([1 / comb(8, 4), 17 / comb(8, 4)])


def test_false_discovery_by_hand() -> None:
    found = false_discovery(np.array([0.04, 0.01, 0.03, 0.50]))
    assert found == pytest.approx([0.04 * 4 / 3, 0.04, 0.04 * 4 / 3, 0.50])


def test_a_longer_rule_that_adds_nothing_is_of_no_use() -> None:
    """Beer is drawn apart from the others, so "bread and beer" says of butter what bread says."""
    draw = np.random.default_rng(12)
    bread = draw.random(20_000) < 0.4
    butter = draw.random(20_000) < np.where(bread, 0.7, 0.1)
    beer = draw.random(20_000) < 0.5
    basket, product = np.nonzero(np.column_stack([bread, butter, beer, np.ones(20_000, bool)]))
    sets = count_sets(from_rows((*NAMES, "bag"), basket, product), support=0.01)
    rules = all_rules(sets)
    kept = {(rule.condition, rule.product) for rule in useful(rules, lift=1.1)}
    assert {(("bread",), "butter"), (("butter",), "bread")} == kept
    longer = next(r for r in rules if r.condition == ("bread", "beer") and r.product == "butter")
    assert longer.lift > 1.1
    assert longer.discovery > 0.05


def test_baskets_all_alike_have_no_useful_rule() -> None:
    sets = count_sets(baskets(*[(BREAD, BUTTER)] * 50), support=0.1)
    rules = all_rules(sets)
    assert [rule.lift for rule in rules] == [1.0, 1.0]
    assert useful(rules, lift=1.0) == []


def test_no_baskets_and_no_share_are_refused() -> None:
    with pytest.raises(Refused, match="no baskets"):
        from_rows(NAMES, np.array([], int), np.array([], int))
    with pytest.raises(Refused, match="no share"):
        count_sets(baskets((BREAD,)), support=0.0)
