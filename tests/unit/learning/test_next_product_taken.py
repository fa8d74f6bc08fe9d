"""What customers take, learnt in closed form from counts; which way of naming is surely better."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from hengke.engine.recommendation.propensities import PPM, TAKEN, TAKEN_SHARE
from hengke.learning.next_product_taken import (
    RIDGE,
    Counted,
    Places,
    fit,
    scores,
    sums,
    surely_better,
    taking,
    telling,
)
from hengke.policies.recommendation import Model
from hengke.policies.recommendation.groups import Group

FIRST, SECOND = date(2026, 4, 26), date(2026, 7, 25)
CODES = ("A", "B", "C")
WHO = (Group("assets", (1, 10)), Group("age", (18,)))
PLACES = Places(CODES, WHO)
FAMILIES = dict.fromkeys(CODES, "fund")
RULES = Model(5, 2, 20, 100_000, ())


class Bank:
    """Rows (a customer in a window): products held, bands, products taken of those not held."""

    def __init__(self, rows=400, *, takes=None, seed=3):
        chance = np.random.default_rng(seed)
        self.held = (chance.random((rows, 3)) < [0.9, 0.3, 0.1]).astype(float)
        self.bands = np.column_stack([chance.integers(0, 4, rows), chance.integers(0, 3, rows)])
        rate = np.full((rows, 3), 0.3) if takes is None else takes(self)
        self.took = (chance.random((rows, 3)) < rate) & (self.held == 0)
        self.window = np.where(np.arange(rows) % 2, SECOND, FIRST).astype("datetime64[D]")

    @property
    def flags(self):
        """The whole matrix, as it is never made for a book."""
        one_hot = [np.eye(one.size)[self.bands[:, at]] for at, one in enumerate(WHO)]
        return np.hstack([self.held, *one_hot])

    def counted(self):
        cell = self.bands[:, 0] * WHO[1].size + self.bands[:, 1]
        every = np.ones((len(cell), 1), bool)
        return Counted(
            self._count(every, {"cell": cell}, names=None),
            self._count(self.held > 0, {"cell": cell}),
            self._count(self.took, {"cell": cell}),
            self._both(self.held > 0),
            self._both(self.took),
        )

    def _count(self, there, other, names=CODES):
        row, place = np.nonzero(there)
        columns = {"on": self.window[row], **{key: value[row] for key, value in other.items()}}
        if names is not None:
            columns["product_id"] = np.array(names)[place]
        return {**columns, "customers": np.ones(len(row), np.int64)}

    def _both(self, there):
        row, place, other = np.nonzero(there[:, :, None] & (self.held > 0)[:, None, :])
        codes = np.array(CODES)
        return {
            "on": self.window[row], "product_id": codes[place], "other_id": codes[other],
            "customers": np.ones(len(row), np.int64),
        }  # fmt: skip


def by_assets(bank):
    """The rich take C, the poor B; nothing else tells."""
    rich = bank.bands[:, 0] == 2
    return np.column_stack([rich * 0, np.where(rich, 0.02, 0.3), np.where(rich, 0.6, 0.02)])


def test_counts_give_the_ridge_regression_of_the_whole_matrix():
    bank = Bank()
    found = sums(bank.counted(), PLACES, [FIRST, SECOND])
    flags, took = bank.flags, bank.took.astype(float)
    assert found.rows == 400
    assert found.together == pytest.approx(flags.T @ flags)
    assert found.taken == pytest.approx(flags.T @ took)
    assert found.takers.tolist() == took.sum(axis=0).tolist()
    penalty = np.sqrt(RIDGE * 400) * np.eye(PLACES.size)
    ordinary = np.linalg.lstsq(
        np.vstack([flags, penalty]), np.vstack([took, np.zeros((PLACES.size, 3))]), rcond=None
    )[0]
    assert fit(found) == pytest.approx(ordinary, abs=1e-9)


def test_only_the_windows_named_are_learnt_from():
    bank = Bank()
    rows = bank.window == np.datetime64(SECOND)
    found = sums(bank.counted(), PLACES, [SECOND])
    assert found.rows == rows.sum()
    assert found.together == pytest.approx(bank.flags[rows].T @ bank.flags[rows])
    nothing = sums(bank.counted(), PLACES, [date(2020, 1, 1)])
    assert (nothing.rows, nothing.takers.sum()) == (0, 0)


def test_propensities_are_right_on_average_over_who_did_not_hold_it():
    bank = Bank(4_000, takes=by_assets)
    found = sums(bank.counted(), PLACES, [FIRST, SECOND])
    read = taking(found, PLACES, FAMILIES, RULES)
    assert [read[code].basis for code in CODES] == [TAKEN_SHARE, TAKEN, TAKEN]
    score = scores(read, CODES, bank.flags) / PPM
    for at in (1, 2):
        free = bank.held[:, at] == 0
        assert score[free, at].mean() == pytest.approx(bank.took[free, at].mean(), abs=0.01)
        assert dict(read[CODES[at]].weights)[at] == 0  # no product speaks for itself
    rich = (bank.bands[:, 0] == 2) & (bank.held[:, 2] == 0)
    poor = (bank.bands[:, 0] != 2) & (bank.held[:, 2] == 0)
    assert score[rich, 2].mean() > 5 * score[poor, 2].mean()
    assert list(telling(read["C"], found, PLACES)) == [3 + 2]


@pytest.mark.parametrize("rate", [0.0, 1.0], ids=["nobody takes", "everybody takes"])
def test_where_nobody_or_everybody_takes_all_are_told_nearly_that(rate):
    bank = Bank(takes=lambda bank: np.full((400, 3), rate))
    found = sums(bank.counted(), PLACES, [FIRST, SECOND])
    score = scores(taking(found, PLACES, FAMILIES, RULES), CODES, bank.flags) / PPM
    assert score[bank.held == 0] == pytest.approx(rate, abs=0.05)
    assert score.max() <= 1


def test_customers_all_alike_are_told_the_share():
    bank = Bank()
    bank.held[:] = [1.0, 0.0, 0.0]
    bank.bands[:] = 1
    bank.took = np.zeros((400, 3), bool)
    bank.took[:40, 1] = True
    found = sums(bank.counted(), PLACES, [FIRST, SECOND])
    score = scores(taking(found, PLACES, FAMILIES, RULES), CODES, bank.flags)
    assert score[:, 1] == pytest.approx(100_000, abs=2)
    assert found.open_to[0] == 0  # everybody holds A: nobody is left to take it


def test_one_way_is_surely_better_only_beyond_chance_and_by_customers_not_by_products():
    one, other = np.ones(12), np.zeros(12)
    assert surely_better(one, other, np.arange(12))
    assert not surely_better(one, other, np.zeros(12, int))  # twelve products of one customer
    assert not surely_better(other, one, np.arange(12))
    assert not surely_better(one, one, np.arange(12))
    assert not surely_better(one[:5], other[:5], np.arange(5))  # 1 in 32 by chance alone
    assert surely_better(one[:6], other[:6], np.arange(6))  # 1 in 64
