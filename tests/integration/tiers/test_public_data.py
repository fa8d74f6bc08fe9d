"""The public data sets end to end, against a few lines of SQL over the raw files."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from hengke.kernel.errors import NotComputed
from hengke.pipelines import lake, tiers
from hengke.pipelines.home import Home

pytestmark = [pytest.mark.real_data, pytest.mark.slow_test, pytest.mark.long_test]
XIAMEN, BERKA = "xiamen_deposits", "berka_czk"
AUGUST, SEPTEMBER = date(2019, 8, 31), date(2019, 9, 30)
MONTHS = "(SELECT *, {0} AS month FROM read_csv('{1}/cunkuan_m{0}.csv.gz', all_varchar = true))"
TIERS = """
SELECT month, cust_no, coalesce(CAST(C1 AS DECIMAL(18, 2)), 0) AS money, CASE
    WHEN money >= 5000000 THEN 'diamond' WHEN money >= 500000 THEN 'platinum'
    WHEN money >= 50000 THEN 'gold' ELSE 'mass' END AS tier
FROM (SELECT DISTINCT cust_no FROM known) CROSS JOIN (VALUES (8), (9)) m(month)
    LEFT JOIN files USING (cust_no, month)
"""


@pytest.fixture(scope="module")
def raw(shared_data: Path) -> duckdb.DuckDBPyConnection:
    """`tiers`: month, customer, money and tier, from the raw files alone."""
    folder = shared_data / "xiamen_bank_2020"
    connection = duckdb.connect()
    files = " UNION ALL ".join(
        f"SELECT * FROM {MONTHS.format(month, folder)}" for month in (7, 8, 9)
    )
    connection.execute(f"CREATE TABLE files AS {files}")
    connection.execute("CREATE TABLE known AS SELECT cust_no, min(month) m FROM files GROUP BY 1")
    connection.execute(f"CREATE TABLE tiers AS {TIERS}")
    return connection


def test_counts_and_assets_per_tier_are_those_of_the_raw_files(
    xiamen_home: Home, raw: duckdb.DuckDBPyConnection
) -> None:
    answer = tiers.summary(xiamen_home, as_of=SEPTEMBER, policy=XIAMEN)
    expected = raw.execute(
        "SELECT tier, count(*), sum(money) FROM tiers WHERE month = 9 GROUP BY 1"
    ).fetchall()
    assert {row["tier"]: (row["customers"], Decimal(row["aum"])) for row in answer["tiers"]} == {
        tier: (customers, money) for tier, customers, money in expected
    }


def test_the_migration_matrix_is_that_of_the_raw_files(
    xiamen_home: Home, raw: duckdb.DuckDBPyConnection
) -> None:
    answer = tiers.migration(xiamen_home, start=AUGUST, end=SEPTEMBER, policy=XIAMEN)
    expected = raw.execute(
        "SELECT b.tier, a.tier, count(*), sum(b.money) FROM tiers b JOIN tiers a USING (cust_no) "
        "JOIN known k USING (cust_no) WHERE b.month = 8 AND a.month = 9 AND k.m <= 8 GROUP BY 1, 2"
    ).fetchall()
    assert {
        (row["from"], row["to"]): (row["customers"], Decimal(row["aum"])) for row in answer["rows"]
    } == {(before, after): (count, money) for before, after, count, money in expected}


@pytest.mark.requirement("R049")
def test_every_customer_above_the_lowest_tier_has_a_calibrated_probability_with_reasons(
    xiamen_home: Home, raw: duckdb.DuckDBPyConnection
) -> None:
    radar = list(tiers.radar(xiamen_home, as_of=SEPTEMBER, policy=XIAMEN))
    above = raw.execute("SELECT count(*) FROM tiers WHERE month = 9 AND tier <> 'mass'").fetchone()
    assert len(radar) == above[0]
    assert all(0 < float(row["fall_probability"]) < 1 and row["reasons"] for row in radar)
    assert all(row["gap_to_keep"] == "0.00" for row in radar), "assessed and effective are equal"

    told = lake.load(xiamen_home).runs[-1].report["falls"][XIAMEN]
    assert told["assessment_on"] == "2019-10-31"
    fell, of = raw.execute(
        "SELECT count(*) FILTER (a.money < f.floor), count(*) FROM tiers b JOIN tiers a "
        "USING (cust_no) JOIN known k USING (cust_no) JOIN (VALUES ('gold', 50000), "
        "('platinum', 500000), ('diamond', 5000000)) f(tier, floor) ON b.tier = f.tier "
        "WHERE b.month = 8 AND a.month = 9 AND k.m <= 8"
    ).fetchall()[0]
    assert (told["out_of_time"]["falls"], told["out_of_time"]["rows"]) == (fell, of)
    assert told["out_of_time"]["auc"] >= 0.79
    assert told["out_of_time"]["average_precision"] >= 0.24
    assert told["five_fold"]["auc"] >= 0.80
    assert told["five_fold"]["average_precision"] >= 0.32
    assert told["calibration_error"] < 0.01
    assert told["five_fold"]["auc"] > told["five_fold"]["baseline_auc"] + 0.1
    expected_falls = sum(float(row["fall_probability"]) for row in radar)
    assert 1_500 < expected_falls < 2_600, "about as many as in September"


def test_with_month_end_balances_no_daily_average_is_invented(xiamen_home: Home) -> None:
    run = lake.load(xiamen_home).runs[-1]
    points, averages = duckdb.sql(
        "SELECT count(*), count(month_average_minor) "
        f"FROM '{xiamen_home.lake / run.gold['asset_points']}/*.parquet'"
    ).fetchall()[0]
    assert points > 500_000
    assert averages == 0
    radar = list(tiers.radar(xiamen_home, as_of=SEPTEMBER, policy=XIAMEN))
    assert {(row["average_so_far"], row["needed_for_rest"]) for row in radar} == {("", "")}
    assert all(Decimal(row["balance"]) >= 50_000 for row in radar)
    assert all(Decimal(row["gap_to_next"]) > 0 for row in radar if row["effective_tier"] == "gold")


def test_the_czech_bank_is_assessed_and_what_has_no_balances_stays_unknown(
    berka_home: Home, shared_data: Path
) -> None:
    answer = tiers.summary(berka_home, as_of=date(1998, 12, 31), policy=BERKA)
    found = {row["tier"]: row["customers"] for row in answer["tiers"]}
    assert sum(found.values()) == 5_369
    owners = duckdb.sql(
        f"""SELECT count(DISTINCT client_id)
        FROM read_csv('{shared_data}/berka/disp.asc', delim = ';', header = true)
        WHERE type = 'OWNER' AND account_id IN (SELECT account_id FROM read_csv(
            '{shared_data}/berka/trans_subset_feup_30200.csv.gz', delim = ';', header = true))"""
    ).fetchall()[0][0]
    known = sum(count for tier, count in found.items() if tier not in ("unknown", "mass"))
    assert 0 < known <= owners
    assert found["unknown"] > 0, "accounts without bookings have no known balance"


def test_the_czech_december_is_not_assessed_and_whoever_asks_is_told_why(berka_home: Home) -> None:
    """The bookings end on the fifth."""
    with pytest.raises(NotComputed, match="the data end on 1998-12-05") as refused:
        tiers.migration(berka_home, start=date(1998, 11, 30), end=date(1998, 12, 31), policy=BERKA)
    assert "1998-11-30" in refused.value.message
    assert refused.value.next_step.startswith("Import the data up to 1998-12-31")
    assert tiers.summary(berka_home, as_of=date(1998, 12, 31), policy=BERKA)["assessed_on"] == (
        "1998-11-30"
    )
