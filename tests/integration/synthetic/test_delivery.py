"""What `generate` writes is a delivery of the bank contract: complete, unique, referring whole."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.integration.synthetic.banks import DELIVERED, Bank

from hengke.engine.schemas import CONTRACT
from hengke.kernel.errors import Refused
from hengke.pipelines.synthetic.api import generate

DATED = (
    ("balances", "balance_date"), ("transactions", "booked_on"), ("loan_status", "status_date"),
    ("market_rates", "rate_date"), ("accounts", "opened_on"), ("accounts", "closed_on"),
    ("customers", "opened_on"), ("customers", "closed_on"), ("customers", "risk_assessed_on"),
)  # fmt: skip
REFERENCES = [
    (name, reference.column, reference.table, reference.key)
    for name in DELIVERED
    for reference in CONTRACT[name].references
] + [
    ("customers", "branch_id", "organisation", "org_id"),
    ("customers", "manager_id", "organisation", "org_id"),
    ("accounts", "branch_id", "organisation", "org_id"),
    ("organisation", "parent_id", "organisation", "org_id"),
]


@pytest.mark.slow_test  # the first test pays for making the small bank
def test_every_table_of_the_contract_is_there_in_exactly_its_shape(small_bank: Bank) -> None:
    assert {file.stem for file in small_bank.delivery.iterdir()} == set(DELIVERED)
    for name in DELIVERED:
        written = pq.read_schema(small_bank.delivery / f"{name}.parquet")
        assert written.equals(CONTRACT[name].as_delivered().to_pyarrow()), name


def test_the_rows_are_counted(small_bank: Bank) -> None:
    counted = {name: small_bank.one(f"SELECT count(*) FROM {name}") for name in DELIVERED}
    assert counted == small_bank.made.rows
    assert min(counted.values()) > 0


@pytest.mark.parametrize("name", DELIVERED)
def test_keys_are_unique_and_what_is_required_is_there(small_bank: Bank, name: str) -> None:
    table = CONTRACT[name]
    key = ", ".join(table.key)
    assert small_bank.rows(f"SELECT {key} FROM {name} GROUP BY ALL HAVING count(*) > 1") == []
    for column in table.columns:
        if column.required:
            empty = f"SELECT count(*) FROM {name} WHERE {column.name} IS NULL"
            assert small_bank.one(empty) == 0, column.name


@pytest.mark.parametrize(("name", "column", "table", "key"), REFERENCES)
def test_references_find_what_they_name(
    small_bank: Bank, name: str, column: str, table: str, key: str
) -> None:
    lost = f"SELECT count(*) FROM {name} WHERE {column} NOT IN (SELECT {key} FROM {table})"
    assert small_bank.one(lost) == 0


@pytest.mark.parametrize("name", DELIVERED)
def test_only_the_words_of_the_contract_are_used(small_bank: Bank, name: str) -> None:
    for column in CONTRACT[name].columns:
        if column.choices:
            found = small_bank.rows(f"SELECT DISTINCT {column.name} FROM {name}")
            assert {value for (value,) in found if value is not None} <= set(column.choices)


@pytest.mark.parametrize(("name", "column"), DATED)
def test_nothing_is_known_of_days_after_the_business_date(
    small_bank: Bank, name: str, column: str
) -> None:
    assert small_bank.one(f"SELECT max({column}) FROM {name}") <= small_bank.made.end


def test_instants_are_utc_and_belong_to_their_business_day(small_bank: Bank) -> None:
    at_home = "(occurred_at + INTERVAL 8 HOUR)::DATE"
    assert small_bank.one(f"SELECT count(*) FROM transactions WHERE {at_home} <> booked_on") == 0
    assert small_bank.one(f"SELECT max({at_home}) FROM digital_events") <= small_bank.made.end


def test_exchange_rates_never_leave_more_than_a_week_open(small_bank: Bank) -> None:
    gap = """
        SELECT max(datediff('day', rate_date, following)), min(rate_date) FROM (
            SELECT rate_date, lead(rate_date, 1, DATE '2026-10-23')
                OVER (PARTITION BY base ORDER BY rate_date) AS following
            FROM market_rates WHERE kind = 'fx_middle')"""
    ((longest, first),) = small_bank.rows(gap)
    assert longest <= 7
    assert first <= small_bank.made.first


def test_the_truth_lies_apart_and_nothing_of_it_is_delivered(small_bank: Bank) -> None:
    assert {file.stem for file in small_bank.truth.iterdir()} == {"customers", "future_assets"}
    columns = {column for (column,) in small_bank.rows(
        "SELECT column_name FROM (DESCRIBE truth_customers)")}  # fmt: skip
    delivered = {column.name for table in CONTRACT.values() for column in table.columns}
    assert columns & delivered == {"customer_id"}


def test_no_step_of_the_product_reads_the_truth() -> None:
    source = Path(generate.__code__.co_filename).parents[2]
    for part in ("engine", "learning", "pipelines", "apps", "web", "server", "policies"):
        for file in (source / part).rglob("*.py"):
            if "synthetic" not in file.parts and file.name != "home.py":
                assert "home.truth" not in file.read_text(encoding="utf-8"), file


def made_bytes(folder: Path, **changes: int) -> dict[str, bytes]:
    generate(folder / "d", **{"customers": 60, "seed": 5, "months": 3, **changes},
             truth=folder / "t")  # fmt: skip
    return {
        f"{file.parent.name}/{file.name}": file.read_bytes() for file in folder.rglob("*.parquet")
    }


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones(tmp_path: Path) -> None:
    first = made_bytes(tmp_path / "first")
    assert made_bytes(tmp_path / "again") == first
    other = made_bytes(tmp_path / "other", seed=6)
    assert other.keys() == first.keys()
    same = {name for name in first if first[name] == other[name]}
    catalogue = {"d/products.parquet", "d/product_ratings.parquet"}  # the same for every bank
    assert same == catalogue


@pytest.mark.slow_test
def test_customers_of_the_second_block_continue_the_numbers_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hengke.pipelines.synthetic.plan.BLOCK", 40)
    generate(tmp_path, customers=100, seed=5, months=3)
    for table, key in (("accounts", "account_id"), ("transactions", "transaction_id"),
                       ("digital_events", "event_id")):  # fmt: skip
        numbers = pq.read_table(tmp_path / f"{table}.parquet")[key].to_pylist()
        assert [int(number[1:]) for number in numbers] == list(range(1, len(numbers) + 1))


def test_a_generation_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def interrupt(stage: str, done: float = 0, total: float | None = None) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path, customers=60, seed=5, months=1, progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_with_a_delivery_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "customers.parquet").write_bytes(b"somebody's")
    with pytest.raises(Refused, match="already holds"):
        generate(tmp_path, customers=60, seed=5)
    assert (tmp_path / "customers.parquet").read_bytes() == b"somebody's"


@pytest.mark.parametrize("customers", [20, 33])
def test_even_a_tiny_bank_is_whole(tmp_path: Path, customers: int) -> None:
    made = generate(tmp_path, customers=customers, seed=0, months=1)
    assert made.rows["customers"] == customers
    assert made.rows["balances"] >= made.rows["accounts"]


@pytest.mark.slow_test
@pytest.mark.parametrize("asked", [60, 160])
def test_there_are_about_as_many_bookings_as_asked_for(tmp_path: Path, asked: int) -> None:
    made = generate(tmp_path, customers=500, seed=3, transactions_per_customer=asked)
    assert made.rows["transactions"] / 500 == pytest.approx(asked, rel=0.2)
