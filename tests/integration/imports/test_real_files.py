"""The shipped mappings on the public files, beside a few lines of SQL over the raw files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from hengke.pipelines import lake
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake import api

pytestmark = [pytest.mark.real_data, pytest.mark.slow_test]


def loaded(folder: Path, mapping: str, place: Path):
    home = Home.at(place)
    home.write_settings(HomeSettings())
    return home, api.import_delivery(home, folder, mapping=mapping)


@pytest.fixture(scope="module")
def xiamen(shared_data: Path, tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("xiamen")
    return loaded(shared_data / "xiamen_bank_2020", "xiamen_bank_2020", folder)


@pytest.fixture(scope="module")
def berka(shared_data: Path, tmp_path_factory: pytest.TempPathFactory):
    return loaded(shared_data / "berka", "berka", tmp_path_factory.mktemp("berka"))


def ask(home: Home, sql: str, **tables: str):
    """SQL over silver tables, each named in the query as {table}."""
    manifest = lake.load(home)
    relations = {
        table: f"read_parquet({[str(path) for path in lake.silver_paths(home, manifest, table)]})"
        for table in manifest.silver
    }
    with duckdb.connect() as connection:
        return connection.execute(sql.format(**relations, **tables)).fetchall()


TIERS = (
    "sum((minor >= 5000000)::INT), sum((minor >= 50000000)::INT), sum((minor >= 500000000)::INT)"
)


def test_xiamen_has_every_deposit_of_every_month_to_the_fen(xiamen, shared_data: Path) -> None:
    home, report = xiamen
    assert sum(table.quarantined for table in report.tables) == 0
    for month, day in ((7, "2019-07-31"), (8, "2019-08-31"), (9, "2019-09-30")):
        raw = shared_data / "xiamen_bank_2020" / f"cunkuan_m{month}.csv.gz"
        with duckdb.connect() as connection:
            expected = connection.execute(
                f"SELECT count(*), sum(minor), {TIERS}, sum(C2) FROM (SELECT *, "
                f"CAST(C1 * 100 AS BIGINT) AS minor FROM read_csv('{raw}', types = "
                "{'C1': 'DECIMAL(18, 2)'}))"
            ).fetchall()
        found = ask(
            home,
            f"SELECT count(*), sum(minor), {TIERS}, sum(items) FROM (SELECT *, balance_minor AS "
            f"minor FROM {{balances}} WHERE balance_date = DATE '{day}')",
        )
        assert found == expected


def test_xiamen_has_one_account_per_customer_and_complete_months(xiamen) -> None:
    home, _ = xiamen
    assert ask(home, "SELECT count(*), count(DISTINCT customer_id) FROM {customers}") == [
        (200721, 200721)
    ]
    assert ask(home, "SELECT count(DISTINCT account_id) FROM {accounts}") == [(200721,)]
    assert ask(home, "SELECT snapshot_date, complete FROM {snapshots} ORDER BY ALL") == [
        (date(2019, 7, 31), True), (date(2019, 8, 31), True), (date(2019, 9, 30), True),
    ]  # fmt: skip


def test_xiamen_leaves_the_quarter_end_files_out_and_says_why(xiamen) -> None:
    home, report = xiamen
    left = {item["file"]: item["reason"] for item in report.left_out}
    assert len(left) == 5
    assert all(reason and "no source" not in reason for reason in left.values())
    settings = home.settings()
    assert (settings.currency, settings.policies) == ("CNY", ("xiamen_deposits",))


def test_berka_comes_in_whole(berka) -> None:
    home, report = berka
    assert {table.table: (table.received, table.quarantined) for table in report.tables} == {
        "organisation": (77, 0), "customers": (5369, 0), "relations": (869, 0),
        "products": (5, 0), "accounts": (4500 + 682 + 892, 0), "account_holders": (5369, 0),
        "transactions": (30200, 0), "loan_status": (682, 0),
    }  # fmt: skip
    settings = home.settings()
    assert (settings.currency, settings.policies) == ("CZK", ("berka_czk",))
    assert "no table" in {item["file"]: item["reason"] for item in report.left_out}["order.asc.gz"]


def test_berka_reads_sex_and_birth_from_the_birth_number(berka) -> None:
    home, _ = berka
    assert ask(
        home,
        "SELECT gender, birth_date, region, branch_id FROM {customers} WHERE customer_id = '1'",
    ) == [("female", date(1970, 12, 13), "Pisek", "D18")]
    assert ask(home, "SELECT gender, count(*) FROM {customers} GROUP BY ALL ORDER BY ALL") == [
        ("female", 2645), ("male", 2724),
    ]  # fmt: skip


def test_berka_knows_who_owns_and_who_may_use_an_account(berka) -> None:
    home, _ = berka
    assert ask(home, "SELECT role, share_ppm, count(*) FROM {account_holders} GROUP BY ALL "
               "ORDER BY ALL") == [("disponent", 0, 869), ("owner", 1_000_000, 4500)]  # fmt: skip
    assert ask(home, "SELECT related_id FROM {relations} WHERE customer_id = '3'") == [("2",)]


def test_berka_loans_are_accounts_whose_days_past_due_are_unknown(berka) -> None:
    home, _ = berka
    assert ask(home, "SELECT customer_id, opened_on, matures_on, principal_minor, status FROM "
               "{accounts} WHERE account_id = 'loan:5314'") == [
        ("2166", date(1993, 7, 5), date(1994, 7, 5), 9639600, "open")]  # fmt: skip
    assert ask(home, "SELECT bank_class, count(*), count(days_past_due) FROM {loan_status} "
               "GROUP BY ALL ORDER BY ALL") == [
        ("A", 203, 0), ("B", 31, 0), ("C", 403, 0), ("D", 45, 0)]  # fmt: skip


def test_berka_bookings_lead_to_their_running_balances(berka) -> None:
    """The sum of all signed amounts of an account is one of its balances of the last day."""
    home, _ = berka
    found = ask(
        home,
        "SELECT count(*) FILTER (near) * 100 // count(*) FROM (SELECT account_id, "
        "min(abs(balance_minor - total)) <= 1000 AS near FROM (SELECT *, sum(amount_minor) OVER "
        "(PARTITION BY account_id) AS total, max(booked_on) OVER (PARTITION BY account_id) AS last "
        "FROM {transactions}) WHERE booked_on = last GROUP BY account_id)",
    )
    assert found[0][0] >= 95
    assert ask(home, "SELECT sign(amount_minor), count(*) FROM {transactions} GROUP BY ALL "
               "ORDER BY ALL")[0][0] == -1  # fmt: skip


def test_berka_cards_belong_to_the_one_they_were_issued_to(berka) -> None:
    home, _ = berka
    assert ask(home, "SELECT customer_id, product_id, opened_on FROM {accounts} "
               "WHERE account_id = 'card:1005'") == [
        ("9593", "card_classic", date(1993, 11, 7))]  # fmt: skip
