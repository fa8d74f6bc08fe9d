"""The review of tier floors worked by hand, on six customers and five months, and on a small bank.

Month averages in thousand yuan; gold from 50, platinum from 500:

            Feb  Mar  Apr  May  Jun
    a        40   51   40   40   40   over gold's floor in March, back in April
    b        60   60   60   60   60
    c        49   49   49   49   49   just below the floor
    d        10   10   10   10   10   by hand in June
    e       600  600  600  600  600
    f        30   30   30   30   70   over the floor in June: what follows is not over
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hengke.engine.results import ASSESSMENTS
from hengke.pipelines import lake
from hengke.pipelines.assessing import Due
from hengke.pipelines.catalog import opened
from hengke.pipelines.criteria.candidates import candidates
from hengke.pipelines.criteria.figures import figures, months
from hengke.pipelines.criteria.outcomes import Weighed, outcomes
from hengke.pipelines.criteria.seen import Seen, of_policy
from hengke.pipelines.home import Home
from hengke.policies.criteria import CriteriaPolicy, parse
from hengke.policies.criteria.shelf import SHIPPED
from hengke.policies.tiering import load

DATES = [date(2026, month, day) for month, day in ((2, 28), (3, 31), (4, 30), (5, 31), (6, 30))]
THOUSAND = 100_000
AVERAGES = {
    "a": (40, 51, 40, 40, 40), "b": (60,) * 5, "c": (49,) * 5, "d": (10,) * 5, "e": (600,) * 5,
    "f": (30, 30, 30, 30, 70),
}  # fmt: skip
POLICY = "standard_month_average"
TIERS = load(POLICY, on=DATES[-1])
PROFITS = {"a": 5, "b": 7, "c": 8, "d": 9, "e": 100, "f": 1}
Make = Callable[..., Seen]


def rules(**shares: str) -> CriteriaPolicy:
    """Small numbers for a small bank: five months, no least number of customers."""
    text = (SHIPPED / "standard" / "2026-01-01.toml").read_text(encoding="utf-8")
    text = text[: text.index("[shares.")]
    for old, new in (
        ("months = 13 ", "months = 5 "), ("least_customers = 30", "least_customers = 1"),
        ("flicker_months = 3", "flicker_months = 2"), ("[3, 12]", "[4]"),
        ('top_share = "0.01"', 'top_share = "0.5"'), ("outcome_months = 6", "outcome_months = 3"),
        ('["-0.20", "-0.10", "0.10", "0.20"]', '["-0.20", "0.10"]'),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new, 1)
    for tier, bounds in shares.items():
        text += f"[shares.{POLICY}.{tier}]\ncustomers = {bounds}\n"
    return parse(text, name="test", since=date(2026, 1, 1))


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """`make(averages, rules)`: what the review sees of these customers, through files of a lake."""
    with opened(tmp_path / "scratch") as catalog:

        def made(
            averages: Mapping[str, Sequence[int]] = AVERAGES,
            criteria: CriteriaPolicy | None = None,
        ) -> Seen:
            places = {rank: tier.name for rank, tier in enumerate(TIERS.tiers)}
            dues = []
            for at, on in enumerate(DATES[-max(map(len, averages.values()), default=1) :]):
                rows = [row(one, course[at], on, places) for one, course in averages.items()]
                table = pa.Table.from_pylist(rows, schema=SCHEMA)
                path = f"{len(list(tmp_path.glob('*.parquet')))}.parquet"
                pq.write_table(table, tmp_path / path)
                dues.append(Due(TIERS, on, path, None))
            night = SimpleNamespace(catalog=catalog, lake=tmp_path)
            return of_policy(night, dues, criteria or rules(gold='["0.10", "0.34"]'))  # type: ignore[arg-type]

        made.catalog = catalog  # type: ignore[attr-defined]
        yield made


SCHEMA = pa.schema(
    [(n, {"string": pa.string(), "int64": pa.int64(), "date": pa.date32()}[k])
     for n, k in ASSESSMENTS.items()]
)  # fmt: skip


def row(customer: str, average: int, on: date, names: Mapping[int, str]) -> dict[str, Any]:
    minor = average * THOUSAND
    rank = sum(minor >= tier.floor_minor for tier in TIERS.tiers[1:])
    by_hand = customer == "d" and on == DATES[-1]
    return {
        "policy": POLICY, "customer_id": customer, "assessed_on": on, "value_minor": minor,
        "sum_minor_days": minor * on.day, "days": on.day, "aum_minor": minor,
        "assessed_rank": rank, "assessed_tier": names[rank], "qualified_by": "",
        "effective_rank": rank, "state": "overridden" if by_hand else "normal",
    }  # fmt: skip


def told(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(one["figure"], one["subject"]): one for one in rows}


@pytest.mark.requirement("R060")
def test_the_figures_of_the_review_are_those_worked_by_hand(make):
    """Shares, nearness, flicker, PSI (1/6 ln 2 - 1/6 ln 3/4), Gini, the richest half, by hand."""
    seen = make()
    found = told(figures(seen, months(seen)))

    def parts(figure: str, subject: str = "gold") -> tuple[Any, ...]:
        one = found[figure, subject]
        return one["part"], one["whole"], one["state"]

    assert parts("customers") == (3, 6, "warn")
    assert parts("customers", "platinum") == (1, 6, "open")
    assert parts("assets") == (730 * THOUSAND, 829 * THOUSAND, "open")
    assert parts("near") == (1, 4, "warn")
    assert parts("flicker") == (1, 2, "warn")
    assert found["flicker", "gold"]["value"] == 0.5
    assert found["flicker", "platinum"]["reason"] == "too_few"
    psi = found["stability", "4"]
    assert (psi["value"], psi["state"]) == (pytest.approx(0.164, abs=6e-4), "warn")
    assert psi["from_on"] == DATES[0]
    gini = 2 * (10 + 2 * 40 + 3 * 49 + 4 * 60 + 5 * 70 + 6 * 600) / (6 * 829) - 7 / 6
    assert found["gini", ""]["value"] == pytest.approx(gini)
    assert parts("top", "0.5") == (730 * THOUSAND, 829 * THOUSAND, "warn")
    assert parts("overrides", "") == (1, 6, "warn")


@pytest.mark.requirement("R060")
def test_the_back_test_names_the_tier_that_did_worse_than_the_one_below(make):
    """From March to June gold kept 100 of 111, mass 89 of 89: a warning. Platinum kept all. Gold
    earned 6 a head like mass, platinum 100."""
    seen = make()
    worth = pa.table({"customer_id": list(PROFITS), "profit_minor": list(PROFITS.values())})
    weighed = Weighed(make.catalog.given(worth), date(2026, 4, 1), date(2026, 6, 30))
    found = told(outcomes(seen, weighed))
    kept = {tier: found["kept", tier] for tier in ("mass", "gold", "platinum")}
    assert [(one["part"] // THOUSAND, one["whole"] // THOUSAND) for one in kept.values()] == [
        (89, 89), (100, 111), (600, 600),
    ]  # fmt: skip
    assert [one["state"] for one in kept.values()] == ["open", "warn", "ok"]
    assert kept["gold"]["low"] == 1.0
    margin = [found["margin", tier] for tier in ("mass", "gold", "platinum")]
    assert [(one["part"], one["whole"], one["state"]) for one in margin] == [
        (18, 3, "open"), (12, 2, "ok"), (100, 1, "ok"),
    ]  # fmt: skip
    assert found["margin", "gold"]["from_on"] == date(2026, 3, 31)
    assert found["left", "gold"]["value"] == 0
    assert found["kept", "private"]["reason"] == "too_few"


@pytest.mark.requirement("R060")
def test_other_floors_are_back_tested_on_the_same_customers_and_months(make):
    """A third at most may be gold: the two richest, from 70 on; b alone would move."""
    found = {(one["candidate"], one["tier"]): one for one in candidates(make())}

    def gold(name: str, *columns: str) -> list[Any]:
        return [found[name, "gold"][column] for column in columns]

    back = ("floor_minor", "customers", "moved", "back", "crossings")
    assert gold("in_force", *back) == [50 * THOUSAND, 3, 0, 1, 2]
    assert gold("band", *back) == [70 * THOUSAND, 2, 1, 0, 0]
    assert gold("+0.1", *back) == [55 * THOUSAND, 3, 0, 0, 0]
    assert gold("-0.2", *back) == [40 * THOUSAND, 5, 2, 0, 0]
    assert gold("band", "aum_minor", "near", "near_of", "changed", "broken") == [
        670 * THOUSAND, 1, 2, 1, 0,
    ]  # fmt: skip
    assert found["band", "platinum"]["floor_minor"] == 500 * THOUSAND


def test_a_floor_that_would_pass_the_next_one_is_broken(make):
    found = list(candidates(make(criteria=rules(gold='["0.01", "0.17"]'))))
    band = [one for one in found if one["candidate"] == "band"]
    assert next(one["floor_minor"] for one in band) == 600 * THOUSAND
    assert all(one["broken"] for one in band)
    assert not any(one["broken"] for one in found if one["candidate"] != "band")


def test_one_month_of_history_leaves_what_needs_more_unknown_with_the_number_of_months(make):
    seen = make({customer: course[-1:] for customer, course in AVERAGES.items()})
    found = told([*figures(seen, months(seen)), *outcomes(seen, None)])
    assert found["customers", "gold"]["part"] == 3
    for key, needed in (
        (("flicker", "gold"), 4), (("stability", "4"), 5), (("kept", ""), 4), (("left", ""), 4),
    ):  # fmt: skip
        one = found[key]
        assert (one["state"], one["reason"], one["needed"]) == ("unknown", "short_history", needed)
    assert found["margin", ""]["reason"] == "not_weighed"
    assert {one["crossings"] for one in candidates(seen)} == {None}


def test_everybody_in_one_tier_and_nobody_at_all_are_told_and_not_reckoned(make):
    seen = make(dict.fromkeys("abc", (10,) * 5))
    found = told([*figures(seen, months(seen)), *outcomes(seen, None)])
    assert (found["customers", "gold"]["part"], found["customers", "gold"]["state"]) == (0, "warn")
    assert found["stability", "4"]["value"] == 0
    assert found["gini", ""]["value"] == 0
    assert (found["kept", "mass"]["state"], found["kept", "gold"]["reason"]) == ("open", "too_few")
    nobody = make({})
    rows = figures(nobody, months(nobody))
    assert {(one["state"], one["reason"]) for one in rows} == {("unknown", "nobody")}
    assert list(candidates(nobody)) == []


def test_months_assessed_by_another_measure_are_not_compared(make):
    seen = make()
    other = replace(TIERS, measure=load("xiamen_deposits", on=date(2026, 1, 1)).measure)
    mixed = [replace(seen.dues[0], policy=other), *seen.dues[1:]]
    assert of_policy(seen.night, mixed, seen.rules).dates == DATES[1:]


@pytest.mark.requirement("R060")
def test_the_small_banks_night_writes_what_its_assessments_say(small_home: Home):
    manifest = lake.load(small_home)
    gold = manifest.runs[-1].gold

    def rows(path: str) -> list[dict[str, Any]]:
        return pq.read_table(small_home.lake / path).to_pylist()

    last = max(one.assessed_on for one in manifest.assessments)
    (entry,) = [one for one in manifest.assessments if one.assessed_on == last]
    assessed = rows(entry.path)
    found = told(rows(gold["criteria_figures"]))
    placed = [one for one in assessed if one["assessed_rank"] is not None]
    one = found["customers", "gold"]
    assert (one["part"], one["whole"]) == (
        sum(row["assessed_rank"] >= 1 for row in placed), len(placed),
    )  # fmt: skip
    assert {row["run_id"] for row in found.values()} == {manifest.runs[-1].run_id}
    assert len({row["assessed_on"] for row in rows(gold["criteria_months"])}) == 13
    floors = {(row["candidate"], row["tier"]): row for row in rows(gold["criteria_floors"])}
    assert floors["in_force", "gold"]["customers"] == one["part"]
    assert floors["in_force", "gold"]["moved"] == 0
    lower, higher = floors["-0.2", "gold"], floors["+0.2", "gold"]
    assert lower["customers"] > one["part"] > higher["customers"]
    at_60_000 = [row for row in placed if row["sum_minor_days"] >= 6_000_000 * row["days"]]
    assert (higher["floor_minor"], higher["customers"]) == (6_000_000, len(at_60_000))
