"""Bookings are gathered in columns; what is nothing or out of sight is left out."""

from __future__ import annotations

import numpy as np

from hengke.pipelines.synthetic.bookings import KINDS, Accounts, Bookings
from hengke.pipelines.synthetic.plan import Plan

PLAN = Plan(customers=20, seed=1, months=1)


def test_bookings_of_nothing_and_outside_the_simulated_days_are_left_out() -> None:
    bookings = Bookings(PLAN, np.random.default_rng(1))
    days = np.array([-1, 0, 3, PLAN.days])
    bookings.add("rent", np.arange(4), days, np.array([-5, 0, -7, -9]))
    assert bookings.all().amount.tolist() == [-7]
    assert bookings.all().day.tolist() == [3]


def test_every_kind_happens_in_its_hours() -> None:
    bookings = Bookings(PLAN, np.random.default_rng(1))
    for kind in KINDS:
        seconds = bookings.seconds(kind.name, 500)
        assert kind.hours[0] * 3600 <= seconds.min()
        assert seconds.max() <= kind.hours[1] * 3600


def test_accounts_are_numbered_in_the_order_in_which_they_are_opened() -> None:
    accounts = Accounts.empty()
    first = accounts.open(np.array([0, 1]), 0, np.array([-5, 3]))
    second = accounts.open(np.array([1]), 4, np.array([9]), principal=700)
    assert [*first, *second] == [0, 1, 2]
    assert accounts.principal.tolist() == [0, 0, 700]
    assert accounts.closed.tolist() == [-1, -1, -1]
