"""Night after night, or once from nothing: the same bytes."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.integration.homes import POLICY, copied, fingerprints

from hengke.pipelines import lake, nightly
from hengke.pipelines.answers import rows
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake import api
from hengke.pipelines.synthetic.api import generate

pytestmark = [pytest.mark.slow_test, pytest.mark.long_test]
FIRST_NIGHT = date(2026, 10, 28)
NIGHTS = [date(2026, 11, 9), date(2026, 11, 12), date(2026, 11, 13)]
"""With the second the month of October is settled, and sealed upon that of September."""
BALANCE = ("account_id", "balance_date", "balance_minor", "currency", "observed")


@pytest.fixture(scope="module")
def tiny_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Thirty customers and a year of bookings, with the first night's run."""
    home = Home(tmp_path_factory.mktemp("tiny") / "home")
    # Stages, groups and models of leaving and of needs go on from the run before, after which a run
    # is named: left out of what is to be the same from nothing (their own tests say what holds).
    goes_on = ("churn", "lifecycle", "clustering", "need_outlook")
    home.write_settings(HomeSettings(policies=(POLICY,), without=goes_on))
    generate(home.inbox / "all", customers=30, seed=11, months=8)
    api.import_delivery(home, home.inbox / "all", mapping="hengke_contract")
    shutil.rmtree(home.inbox)
    nightly.run(home, as_of=FIRST_NIGHT)
    return home


class Bank:
    """Sends what a bank sends: the day's rows, late ones, corrections, new people and accounts."""

    def __init__(self, home: Home, seed: int, inbox: Path) -> None:
        self.home, self.chance, self.inbox = home, random.Random(seed), inbox
        found = [str(path) for path in lake.silver_paths(home, lake.load(home), "accounts")]
        self.accounts = rows(
            f"SELECT account_id, currency FROM read_parquet({found}) "
            "WHERE closed_on IS NULL ORDER BY 1"
        )

    def sends(self, on: date) -> None:
        folder = self.inbox / f"{on}"
        folder.mkdir(parents=True)
        some = self.chance.sample(self.accounts, 6)
        days = [on - timedelta(days=self.chance.choice([0, 0, 0, 3])) for _ in some]
        if self.chance.random() < 0.7:  # one that is very late, or a correction
            days[-1] = date(2026, self.chance.randint(4, 10), self.chance.randint(1, 28))
        _write(folder / "balances.csv", BALANCE, self._balances(some, days))
        if self.chance.random() < 0.8:
            self._newcomer(folder, on)
        api.import_delivery(self.home, folder, mapping="hengke_contract", confirmed=True)

    def _balances(
        self, some: Sequence[dict[str, Any]], days: Sequence[date]
    ) -> Iterator[Sequence[Any]]:
        for account, day in zip(some, days, strict=True):
            amount = self.chance.choice([0, 5_000_000, 88_888_888])
            yield account["account_id"], day, amount, account["currency"], "change"

    def _newcomer(self, folder: Path, on: date) -> None:
        """A customer whose account was opened lately, or long ago; its first balance comes later,
        and speaks of all the days before it."""
        number = f"N{on:%m%d}"
        opened = on - timedelta(days=self.chance.choice([0, 2, 60]))
        _write(folder / "customers.csv", ("customer_id", "kind", "name", "opened_on"),
               [(number, "person", "Li Lei", opened)])  # fmt: skip
        _write(folder / "accounts.csv",
               ("account_id", "customer_id", "product_id", "currency", "opened_on"),
               [(number, number, self._product(), "CNY", opened)])  # fmt: skip
        self.accounts.append({"account_id": number, "currency": "CNY"})

    def _product(self) -> str:
        found = [str(p) for p in lake.silver_paths(self.home, lake.load(self.home), "products")]
        return str(rows(f"SELECT min(product_id) AS one FROM read_parquet({found})")[0]["one"])


def _write(path: Path, header: Sequence[str], lines: Any) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(lines)


def without_results(home: Home, target: Path) -> Home:
    """The same deliveries in a home in which nothing was ever computed."""
    bare = copied(home, target)
    manifest = lake.load(bare)
    manifest.runs, manifest.assessments = [], []
    lake.commit(bare, manifest)
    for folder in ("gold", "assessments", "seals", "points", "models"):
        shutil.rmtree(bare.lake / folder, ignore_errors=True)
    return bare


def results(home: Home) -> dict[str, Any]:
    """The files of the newest run, and what each assessment says beside the name of the run that
    made it."""
    manifest = lake.load(home)
    newest = tuple(manifest.runs[-1].gold.values())
    found: dict[str, Any] = {
        path: told for path, told in fingerprints(home.lake).items() if path.startswith(newest)
    }
    assert len(found) > len(newest)
    for on in manifest.assessed_dates(POLICY):
        one = manifest.assessment(POLICY, on)
        assert one is not None
        found[one.path] = rows(
            f"SELECT * EXCLUDE (as_of, known_at, run_id) FROM '{home.lake / one.path}' ORDER BY ALL"
        )
    return found


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.drill_test)])
def test_nights_one_after_the_other_give_the_bytes_of_a_run_from_nothing(
    tiny_home: Home, tmp_path: Path, seed: int
) -> None:
    home = copied(tiny_home, tmp_path / "nights")
    bank = Bank(home, seed, tmp_path / "inbox")
    for night in NIGHTS:
        bank.sends(night)
        nightly.run(home, as_of=night)
    bare = without_results(home, tmp_path / "bare")
    nightly.run(bare, as_of=NIGHTS[-1])

    assert results(home) == results(bare)
