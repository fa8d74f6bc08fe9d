"""Recommendation policies: what ships can be computed with, mistakes are refused with a place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from hengke.engine.recommendation.propensities import PPM
from hengke.engine.recommendation.rules import checked
from hengke.kernel.errors import PolicyError
from hengke.learning.next_product import fit_from_counts, fit_next_product
from hengke.learning.next_product_reading import readings, telling
from hengke.policies.recommendation import Model, load, parse

SHIPPED = date(2026, 10, 23)
HEAD = """
source = "Test"
[suitability]
source = "Test"
[model]
[[shelves]]
name = "basic"
zh = "基础"
en = "Basic"
"""
SIGNAL = '[[signals]]\nname = "s"\nzh = "甲"\nen = "a"\n'


def policy(text: str = ""):
    return parse(HEAD + text, name="test", since=date(2026, 1, 1))


def test_what_ships_can_be_computed_with_and_says_where_its_rules_are_from():
    rules = checked(load(on=SHIPPED))
    assert rules.policy.suitability.valid_months == 12
    assert "2025 No. 7" in rules.policy.suitability.source
    assert {one.from_rank for one in rules.policy.shelves} == {0, 1, 3}
    assert all(one.services for one in rules.policy.shelves)


def test_an_unknown_tier_reaches_the_lowest_shelf_only():
    assert [one.name for one in load(on=SHIPPED).reached(None)] == ["basic"]
    assert len(load(on=SHIPPED).reached(4)) == 3


def test_a_product_is_offered_from_its_first_day_through_its_last():
    found = policy(
        '[[products]]\ncode = "A"\nshelf = "basic"\nsince = 2026-02-01\nthrough = 2026-02-28\n'
    )
    days = (date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 28), date(2026, 3, 1))
    assert [found.products[0].offered(day) for day in days] == [False, True, True, False]


def test_the_smallest_amount_is_a_condition_beside_the_own_one():
    found = policy(
        '[[products]]\ncode = "A"\nshelf = "basic"\nleast = "1000.50"\n'
        '[[products]]\ncode = "B"\nshelf = "basic"\nleast = "100"\nonly = "age > 17 or age < 9"\n'
        '[[products]]\ncode = "C"\nshelf = "basic"\nonly = "age > 17"\n'
        '[[products]]\ncode = "D"\nshelf = "basic"\n'
    )
    conditions = [one.condition for one in found.products]
    assert conditions == [
        "aum >= 1000.50", "(age > 17 or age < 9) and aum >= 100.00", "age > 17", ""
    ]  # fmt: skip
    assert set(checked(found).only) == {"A", "B", "C"}


@pytest.mark.parametrize("share", ["0", "1.01", "-0.5"])
def test_no_product_takes_nothing_or_more_than_all_of_the_assets(share):
    text = HEAD.replace("[model]", f'[model]\nmost_share = "{share}"')
    with pytest.raises(PolicyError, match="most_share must be above 0"):
        parse(text, name="test", since=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[[products]]\ncode = "A"\nshelf = "none"\n', "there is no shelf 'none'"),
        (SIGNAL + 'rule = "aum > 1"\nneed = "saving"\n', "either a rule or a need"),
        (SIGNAL, "either a rule or a need"),
        ('[[products]]\ncode = "A"\nshelf = "basic"\n' * 2, "'A' is there twice"),
        (SIGNAL + 'rule = "aum > 1"\nfactor = "0"\n', "factor must be above 0"),
        (SIGNAL + 'rule = "aum > 1"\nfactor = "2"\nproducts = ["B"]\n', "on no shelf"),
        (SIGNAL + 'rule = "aum > 1"\nfactor = "2"\nrisks = ["R9"]\n', "'R9' is not known"),
        (SIGNAL + 'rule = "aum > 1"\nfactor = "2"\nfamilies = ["funds"]\n', "'funds'"),
        ('[[levers]]\nname = "l"\nzh = "甲"\nen = "a"\nfactor = "2"\nranks = ["gold"]\n', "ranks"),
        ('[[levers]]\nname = "l"\nzh = "甲"\nen = "a"\nfactor = "2"\nsince = 2026-02-01\n'
         "through = 2026-01-01\n", "ends before it begins"),
        ('[[products]]\ncode = "A"\nshelf = "basic"\nonly = "agee > 1"\n', "agee"),
        ('[[products]]\ncode = "A"\nshelf = "basic"\nleast = "-1"\n', "least must not be below 0"),
        ('[[products]]\ncode = "A"\nshelf = "basic"\nleast = "some"\n', "is not a number"),
        ('[[products]]\ncode = "A"\nshelf = "basic"\nonly = "null"\n', "never true"),
        ('[[products]]\ncode = "A"\nshelf = "basic"\nsince = "soon"\n', "must be a date"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place(text, says):
    with pytest.raises(PolicyError, match=says):
        checked(policy(text))


def holdings(seed: int = 5) -> np.ndarray:
    chance = np.random.default_rng(seed)
    first = chance.random(600) < 0.3
    second = np.where(first, chance.random(600) < 0.6, chance.random(600) < 0.1)
    rare = chance.random(600) < 0.01
    return np.column_stack([np.ones(600), first, second, rare]).astype(float)


RULES = Model(5, 2, 20, 100_000, ())


def test_counts_say_the_same_as_the_matrix_that_they_are_counted_from():
    held = holdings()
    whole = fit_next_product("abcd", held)
    counted = fit_from_counts(
        "abcd", held.T @ held, customers=600, several=int((held.sum(axis=1) > 1).sum())
    )
    assert counted == whole


def test_propensities_are_right_on_average_and_higher_for_who_holds_what_goes_with_it():
    held = holdings()
    counts = held.sum(axis=0)
    families = dict(zip("abcd", ("cash", "fund", "fund", "fund"), strict=True))
    model = fit_next_product("abcd", held)
    found = readings(
        model, "abcd", counts, families, {"cash": 1.0, "fund": 0.4}, customers=600, rules=RULES
    )
    score = held @ np.array([weight for _, weight in found["c"].weights]) / PPM
    assert score.mean() == pytest.approx(held[:, 2].mean(), abs=0.001)
    assert score[held[:, 1] > 0].mean() > 2 * score[held[:, 1] == 0].mean()
    assert found["d"].same == round((counts[3] + 20 * 0.4 / 3) / 620 * PPM)


def test_a_product_that_everybody_holds_explains_nothing():
    held = holdings()
    counts = held.sum(axis=0)
    families = dict.fromkeys("abcd", "fund")
    found = readings(
        fit_next_product("abcd", held), "abcd", counts, families, {"fund": 1.0}, customers=600,
        rules=RULES,
    )  # fmt: skip
    told = telling(found["c"], counts / 600)
    assert dict(found["c"].weights)[0] > 0  # nearly everybody has it, so its weight is large
    assert 0 not in told
    assert max(told, key=told.get) == 1


def test_without_a_model_the_share_leans_on_the_family():
    found = readings(
        None, "ab", np.array([0.0, 30.0]), dict.fromkeys("ab", "fund"), {"fund": 0.3},
        customers=80, rules=RULES,
    )  # fmt: skip
    assert (found["a"].same, found["b"].same) == (30_000, 330_000)


def groups(text: str):
    body = HEAD.replace("[model]\n", f"[model]\n{text}\n")
    return parse(body, name="test", since=date(2026, 1, 1)).model


def test_groups_that_a_file_does_not_name_are_those_that_ship():
    shipped = load(on=SHIPPED).model
    assert (groups("").groups, groups("").windows) == (shipped.groups, shipped.windows)
    own = groups('[model.groups]\nassets = ["0.01", "500"]\nage = []\nperson = false')
    assert [one.name for one in own.groups] == ["assets", "tenure", "bookings", "logins"]
    assert own.groups[0].starts == (1, 50_000)
    bounds = [own.groups[0].bounds(band) for band in range(own.groups[0].size)]
    assert bounds == [(None, 1), (1, 50_000), (50_000, None), (None, None)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[model.groups]\ngender = [1]", "gender"),
        ("[model.groups]\nregion = [1]", "region"),
        ("[model.groups]\nage = [30, 18]", "age must rise"),
        ("[model.groups]\nage = [18, 18]", "age must rise"),
        ('[model.groups]\nage = ["x"]', "must be a whole number"),
        ("[model.groups]\nage = 18", "list of at most 12"),
        ('[model.groups]\nassets = ["0.001"]', "more than two decimals"),
        ("windows = 13", "windows must be at most 12"),
    ],
)
def test_groups_that_cannot_be_are_refused(text, says):
    with pytest.raises(PolicyError, match=says):
        groups(text)


@pytest.mark.parametrize("months", [6, 12])
def test_the_last_valid_day_is_the_day_before_the_gate_closes(months):
    rules = replace(load(on=SHIPPED).suitability, valid_months=months)
    for number in range(800):
        assessed = date(2023, 1, 1) + timedelta(days=number)
        last = rules.last_day(assessed)
        assert rules.valid_after(last) < assessed <= rules.valid_after(last + timedelta(days=1))
    assert rules.last_day(date(2025, 11, 4), date(2025, 12, 1)) == date(2025, 12, 1)
    year = replace(rules, valid_months=12)
    assert year.last_day(date(2025, 11, 4), date(2027, 1, 1)) == date(2026, 11, 3)
