"""A customer leaves the lake: no file holds them any more, and nobody else notices."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.homes import AS_OF, copied, fingerprints, own_home, small_home

from hengke.kernel import clock
from hengke.kernel.errors import Busy, Refused
from hengke.pipelines import forgetting, lake, lake_files, nightly, soundness
from hengke.pipelines.answers import rows
from hengke.pipelines.home import Home
from hengke.pipelines.intake import api
from hengke.pipelines.seals import damaged_keepings

__all__ = ["own_home", "small_home"]
pytestmark = pytest.mark.slow_test
NEXT = AS_OF + timedelta(days=1)
OF_A_RUN = ("as_of", "known_at", "run_id")
OF_A_HOUSEHOLD = ("household_id", "household_aum_minor")


def silver(home: Home, table: str) -> str:
    return (
        f"read_parquet({[str(path) for path in lake.silver_paths(home, lake.load(home), table)]})"
    )


def accounts_of(home: Home, customer: str) -> set[str]:
    """Accounts that are the customer's alone, disponents aside."""
    found = rows(
        f"SELECT account_id FROM (SELECT account_id, customer_id FROM {silver(home, 'accounts')} "
        f"UNION SELECT account_id, customer_id FROM {silver(home, 'account_holders')} "
        "WHERE role <> 'disponent') GROUP BY account_id "
        f"HAVING count(*) = 1 AND min(customer_id) = '{customer}'"
    )
    return {row["account_id"] for row in found}


@pytest.fixture(scope="module")
def joint(small_home: Home) -> dict[str, str]:
    """A joint account (account_id, first, second) whose first holder has others alone."""
    found = rows(
        f"SELECT account_id, a.customer_id AS first, h.customer_id AS second "
        f"FROM {silver(small_home, 'accounts')} a JOIN {silver(small_home, 'account_holders')} h "
        "USING (account_id) WHERE h.role = 'joint' AND h.customer_id <> a.customer_id "
        "ORDER BY account_id"
    )
    return next(one for one in found if accounts_of(small_home, one["first"]))


@pytest.fixture(scope="module")
def gone_home(
    small_home: Home, joint: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Home:
    home = copied(small_home, tmp_path_factory.mktemp("gone") / "home")
    done = forgetting.forget(home, [joint["first"]], now=clock.now())
    assert done[joint["first"]]["silver/customers"] == 1
    assert done[joint["first"]]["gold/customer_records"] == 1
    return home


def places(home: Home, numbers: Iterable[str]) -> list[str]:
    """Files below the lake in which one of these texts stands."""
    wanted = set(numbers)
    found = []
    for path in sorted(home.lake.rglob("*")):
        if not path.is_file() or path.relative_to(home.lake).parts[0] in ("bronze", "quarantine"):
            continue
        if path.suffix == ".parquet":
            for column in pq.read_table(path).columns:
                texts = {str(one) for one in column.to_pylist() if one is not None}
                if texts & wanted or any(
                    number in text for text in texts if "/" in text or ":" in text
                    for number in wanted
                ):  # fmt: skip
                    found.append(path.relative_to(home.lake).as_posix())
                    break
        elif any(number.encode() in path.read_bytes() for number in wanted):
            found.append(path.relative_to(home.lake).as_posix())
    return found


SUMS = (
    "book_points", "value_books", "value_products", "value_totals", "tag_counts",
    "lifecycle_books", "models", "model_bins", "fairness", "lifetime_books", "lifetime_hazards",
    "lifetime_states", "lifetime_tests", "clusters", "cluster_features", "cluster_books",
    "cluster_map", "cluster_tries", "cluster_models", "product_rules", "product_rule_books",
    "offered_products", "forecast_errors", "criteria_months", "criteria_figures",
    "criteria_floors", "statistics", "statistics_trends", "statistics_findings",
    "statistics_scopes", "recommendation_trials", "need_kinds", "need_demand",
)  # fmt: skip
"""Tables of numbers of the whole, in which whoever is forgotten counts no more."""
RELATIVE = (
    "customer_values",
    "need_outlooks",
    "lifetimes",
    "tags",
    "cluster_members",
    "churn_scores",
    "recommendations",
    "forecasts",
)
"""Tables with ranks, scores, means and groups among all customers; what they stand on is in
`value_parts`."""


def results(home: Home, without: Sequence[str]) -> dict[str, Any]:
    """Every row of the newest run, by table, without those of these customers."""
    manifest = lake.load(home)
    run = manifest.runs[-1]
    paths = {**run.gold, "assessments": manifest.assessments[-1].path}
    found = {}
    for table, path in paths.items():
        if table in (*SUMS, *RELATIVE):
            continue
        told = rows(f"SELECT * FROM read_parquet({files(home, path)}) ORDER BY ALL")
        left_out = {*OF_A_RUN, *OF_A_HOUSEHOLD}
        found[table] = sorted(
            str({key: value for key, value in row.items() if key not in left_out})
            for row in told
            if not {row.get("customer_id"), row.get("related_id")} & set(without)
        )
    return found


def assets_of(home: Home, customer: str) -> int:
    """A minor unit of a joint account that cannot be divided goes to its first holder."""
    path = lake.load(home).runs[-1].gold["customer_records"]
    found = rows(
        f"SELECT aum_minor FROM read_parquet({files(home, path)}) WHERE customer_id = '{customer}'"
    )
    return int(found[0]["aum_minor"])


def files(home: Home, path: str) -> list[str]:
    place = home.lake / path
    return [str(one) for one in (sorted(place.glob("*.parquet")) if place.is_dir() else [place])]


def test_no_file_of_the_lake_holds_them_or_their_accounts(
    small_home: Home, gone_home: Home, joint: dict[str, str]
) -> None:
    numbers = {joint["first"], *accounts_of(small_home, joint["first"])}
    assert len(numbers) > 1
    assert places(small_home, numbers)
    assert places(gone_home, numbers) == []
    assert damaged_keepings(gone_home.lake) == []
    manifest = lake.load(gone_home)
    named = [*manifest.tables(), *manifest.results()]
    assert soundness.damaged(gone_home.lake, manifest.sums, named, deep=True) == []
    assert lake_files.orphans(gone_home, manifest) == []


def test_everybody_elses_results_are_as_they_were(
    small_home: Home, gone_home: Home, joint: dict[str, str]
) -> None:
    assert results(gone_home, [joint["first"]]) == results(small_home, [joint["first"]])


def test_a_joint_account_stays_and_names_its_next_holder(
    small_home: Home, gone_home: Home, joint: dict[str, str]
) -> None:
    account = f"WHERE account_id = '{joint['account_id']}'"
    names = rows(f"SELECT customer_id FROM {silver(gone_home, 'accounts')} {account}")
    assert names == [{"customer_id": joint["second"]}]
    held = rows(f"SELECT customer_id FROM {silver(gone_home, 'account_holders')} {account}")
    assert held == [{"customer_id": joint["second"]}]
    for table in ("balances", "transactions"):
        of_it = f"SELECT count(*) AS rows FROM {{}} {account}"
        assert rows(of_it.format(silver(gone_home, table))) == rows(
            of_it.format(silver(small_home, table))
        )


def test_the_same_night_is_as_it_was_and_the_next_ones_say_of_others_what_they_would_have_said(
    small_home: Home, gone_home: Home, joint: dict[str, str], tmp_path: Path
) -> None:
    gone, whole = copied(gone_home, tmp_path / "gone"), copied(small_home, tmp_path / "whole")
    assert nightly.run(gone, as_of=AS_OF).reused
    told = nightly.run(gone, as_of=NEXT)
    assert told.assessed == nightly.run(whole, as_of=NEXT).assessed == []
    both = list(joint.values())
    assert results(gone, both) == results(whole, both)
    assert abs(assets_of(gone, joint["second"]) - assets_of(whole, joint["second"])) <= 1
    numbers = {joint["first"], *accounts_of(small_home, joint["first"])}
    assert places(gone, numbers) == []


def test_a_joint_account_goes_with_its_last_owner(
    gone_home: Home, joint: dict[str, str], tmp_path: Path
) -> None:
    home = copied(gone_home, tmp_path / "both")
    done = forgetting.forget(home, [joint["second"]], now=clock.now())
    assert done[joint["second"]]["silver/accounts"] >= 1
    assert places(home, {*joint.values()}) == []
    assert nightly.run(home, as_of=AS_OF).reused
    assert lake_files.orphans(home, lake.load(home)) == []


def test_a_second_time_changes_nothing(gone_home: Home, joint: dict[str, str]) -> None:
    before = fingerprints(gone_home.lake)
    assert forgetting.forget(gone_home, [joint["first"]], now=clock.now()) == {joint["first"]: {}}
    assert fingerprints(gone_home.lake) == before


def test_killed_before_the_commit_nothing_has_happened(
    own_home: Home, joint: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprints(own_home.lake)

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(lake, "commit", killed)
        with pytest.raises(KeyboardInterrupt):
            forgetting.forget(own_home, [joint["first"]], now=clock.now())
    assert fingerprints(own_home.lake) == before
    assert forgetting.forget(own_home, [joint["first"]], now=clock.now())[joint["first"]]


def test_a_lake_that_is_written_to_is_left_alone(own_home: Home, joint: dict[str, str]) -> None:
    before = fingerprints(own_home.lake)
    with lake.writing(own_home, what="hengke run"), pytest.raises(Busy, match="hengke run"):
        forgetting.forget(own_home, [joint["first"]], now=clock.now())
    assert {k: v for k, v in fingerprints(own_home.lake).items() if k in before} == before


def write(folder: Path, table: str, lines: Sequence[dict[str, Any]]) -> None:
    folder.mkdir(exist_ok=True)
    with (folder / f"{table}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)


def test_a_later_delivery_does_not_bring_them_back(
    small_home: Home, gone_home: Home, joint: dict[str, str], tmp_path: Path
) -> None:
    """Nor does a new account of theirs; the joint account's row is taken, with its next holder."""
    home, first, second = copied(gone_home, tmp_path / "gone"), joint["first"], joint["second"]
    own = sorted(accounts_of(small_home, first))[0]
    shared = joint["account_id"]
    sent = tmp_path / "delivery"
    write(sent, "customers", [
        {"customer_id": first, "kind": "person", "name": "Li Lei"},
        {"customer_id": "N1", "kind": "person", "name": "Han Mei"},
    ])  # fmt: skip
    known = rows(
        "SELECT account_id, product_id, currency, opened_on "
        f"FROM {silver(small_home, 'accounts')} WHERE account_id IN ('{own}', '{shared}')"
    )
    write(sent, "accounts", [
        *({"customer_id": first} | one for one in known),
        {"customer_id": first} | known[0] | {"account_id": "NEW1"},
    ])  # fmt: skip
    holders = rows(
        f"SELECT account_id, customer_id, role, share_ppm "
        f"FROM {silver(small_home, 'account_holders')} WHERE account_id = '{shared}'"
    )
    write(sent, "account_holders", holders)
    write(sent, "balances", [
        {"account_id": account, "balance_date": date(2026, 10, 23), "balance_minor": 100,
         "currency": known[0]["currency"], "observed": "change"}
        for account in (own, "NEW1")
    ])  # fmt: skip
    report = api.import_delivery(home, sent, mapping="hengke_contract", confirmed=True)
    assert report.errors is None
    assert any("were left out" in note for note in report.notes)
    assert places(home, {first, own, "NEW1"}) == []
    assert [row["customer_id"] for row in rows(
        f"SELECT customer_id FROM {silver(home, 'accounts')} WHERE account_id = '{shared}'"
    )] == [second]  # fmt: skip
    assert rows(f"SELECT 1 AS one FROM {silver(home, 'customers')} WHERE customer_id = 'N1'")
    nightly.run(home, as_of=NEXT)


def test_a_way_back_that_would_bring_them_back_is_closed(
    own_home: Home, joint: dict[str, str], tmp_path: Path
) -> None:
    sent = tmp_path / "delivery"
    write(sent, "customers", [
        {"customer_id": joint["first"], "kind": "person", "name": "Li Lei", "region": "Xiamen"}
    ])  # fmt: skip
    batch = api.import_delivery(own_home, sent, mapping="hengke_contract", confirmed=True).batch
    forgetting.forget(own_home, [joint["first"]], now=clock.now())
    with pytest.raises(Refused, match="too long ago"):
        api.undo(own_home, batch)
    assert places(own_home, {joint["first"]}) == []
