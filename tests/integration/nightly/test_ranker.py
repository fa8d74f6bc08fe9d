"""The ranker in made-up banks: it speaks where takers depend on assets, not where on nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest

from hengke.engine.recommendation.propensities import TAKEN
from hengke.pipelines.catalog import opened
from hengke.pipelines.weighing.next_products import Learnt
from hengke.pipelines.weighing.next_products_ranker import ranked
from hengke.pipelines.weighing.next_products_trial import trial
from hengke.policies.recommendation import load

AS_OF = date(2026, 10, 23)
LONG_AGO = date(2020, 1, 1)
CODES = ("D", "P1", "P2", "P3", "P4", "P5", "P6")
PEOPLE = 400
POLICY = load(on=AS_OF)


def bank(catalog, *, of_assets, taken=0.15, seed=11):
    """Half are rich. In each of four times some take a product: the rich P4 to P6 and the poor P1
    to P3, or anybody any."""
    chance = np.random.default_rng(seed)
    names = [f"C{number:03}" for number in range(PEOPLE)]
    rich = np.arange(PEOPLE) % 2 == 1
    opened_on = [(name, "D", LONG_AGO) for name in names]
    opened_on += [(names[at], f"P{chance.integers(1, 7)}", LONG_AGO) for at in range(40)]
    for back in range(4):
        day = AS_OF - timedelta(days=90 * back + 30)
        for at in np.flatnonzero(chance.random(PEOPLE) < taken):
            one = chance.integers(1, 4) + 3 * rich[at] if of_assets else chance.integers(1, 7)
            opened_on.append((names[at], f"P{one}", day))
    accounts = pa.table({
        "account_id": [f"A{number}" for number in range(len(opened_on))],
        "product_id": [code for _, code, _ in opened_on],
        "opened_on": pa.array([day for _, _, day in opened_on], pa.date32()),
        "closed_on": pa.nulls(len(opened_on), pa.date32()),
    })  # fmt: skip
    shares = pa.table({
        "account_id": accounts["account_id"], "customer_id": [name for name, _, _ in opened_on],
        "share_ppm": pa.array([1_000_000] * len(opened_on), pa.int64()),
        "first": [True] * len(opened_on),
    })  # fmt: skip
    tables = {
        "shares": shares,
        "customers": pa.table({
            "customer_id": names, "kind": ["person"] * PEOPLE,
            "opened_on": pa.array([LONG_AGO] * PEOPLE, pa.date32()),
            "known_from": pa.array([LONG_AGO] * PEOPLE, pa.date32()),
        }),
        "stretches": pa.table({
            "account_id": [f"A{at}" for at in range(PEOPLE)], "family": ["demand_deposit"] * PEOPLE,
            "minor": np.where(rich, 8_000_000, 10_000),
            "from_on": pa.array([LONG_AGO] * PEOPLE, pa.date32()),
            "until_on": pa.array([AS_OF + timedelta(days=1)] * PEOPLE, pa.date32()),
        }),
        "gaps": empty(account_id="string", family="string", from_on="date32", until_on="date32"),
        "begins": pa.table({name: pa.nulls(1, pa.date32()) for name in ("beginner", "login")}),
    }  # fmt: skip
    silver = {
        "accounts": accounts,
        "customers": pa.table({"customer_id": names, "birth_date": pa.nulls(PEOPLE, pa.date32())}),
        "transactions": empty(account_id="string", booked_on="date32", customer_initiated="bool"),
        "digital_events": empty(customer_id="string", kind="string", occurred_at="timestamp[us]"),
    }
    given = {name: catalog.given(rows) for name, rows in tables.items()}
    inner = SimpleNamespace(**{name: catalog.given(rows) for name, rows in silver.items()})
    return SimpleNamespace(**given, silver=inner)


def empty(**columns):
    kinds = {"date32": pa.date32(), "string": pa.string(), "bool": pa.bool_(),
             "timestamp[us]": pa.timestamp("us")}  # fmt: skip
    return pa.table({name: pa.array([], kinds[kind]) for name, kind in columns.items()})


def tonight(folder: Path, *, windows=4, daily_from=LONG_AGO, **bank_of):
    policy = replace(POLICY, model=replace(POLICY.model, windows=windows))
    table = pa.table({"product_id": CODES, "basis": ["product"] * len(CODES)})
    families = dict.fromkeys(CODES, "fund")
    learnt = Learnt(CODES, (), {}, table, "items:test", [], PEOPLE, 40, families)
    with opened(folder / "scratch") as catalog:
        book = bank(catalog, **bank_of)
        tried = trial(catalog, book, learnt, policy, as_of=AS_OF)
        found, ranker = ranked(
            catalog, book, learnt, tried, policy, as_of=AS_OF, daily_from=daily_from
        )
    return learnt, tried, found, ranker


def test_where_takers_depend_on_assets_the_ranker_speaks(tmp_path):
    learnt, tried, found, ranker = tonight(tmp_path, of_assets=True)
    assert tried.taken >= 30
    assert ranker.speaks
    assert ranker.hit_rate > 0.9 > max(tried.hit_rate, tried.popular, ranker.recent)
    assert (ranker.windows, ranker.rows) == (4, 4 * PEOPLE)
    assert found.version.startswith("taken:")
    assert found.table["basis"].to_pylist()[1:] == [TAKEN] * 6
    assert ranker.columns(learnt)["speaks"] == "taken"


def test_where_takers_depend_on_nothing_it_does_not(tmp_path):
    learnt, tried, found, ranker = tonight(tmp_path, of_assets=False)
    assert tried.taken >= 30
    assert (ranker.reason, found) == ("not_better", learnt)
    assert ranker.hit_rate is not None
    assert ranker.columns(learnt)["speaks"] == "items"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"windows": 1}, "too_short"),
        ({"windows": 0}, "too_short"),
        ({"daily_from": AS_OF - timedelta(days=179)}, "too_short"),
        ({"daily_from": None}, "too_short"),
        ({"taken": 0.0}, "too_few_taken"),
    ],
    ids=["one window", "none wanted", "history of one window", "snapshots only", "nobody takes"],
)
def test_without_history_or_takers_all_stays_as_it_was_with_the_reason(tmp_path, given, reason):
    learnt, _, found, ranker = tonight(tmp_path, of_assets=True, **given)
    assert (ranker.reason, found) == (reason, learnt)
    assert (ranker.bands, ranker.taken) == (None, None)
