"""Files that already have the form of the contract, as the synthetic bank writes them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from hengke.engine.schemas import BOOKKEEPING, CONTRACT
from hengke.kernel.errors import Refused
from hengke.pipelines import lake
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake import api, functions
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.protection import ring
from hengke.pipelines.synthetic.api import generate

pytestmark = pytest.mark.slow_test
MAPPED = [table for table in CONTRACT if table not in BOOKKEEPING]


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("synthetic")
    generate(folder / "files", customers=100, seed=7, months=3)
    return folder / "files"


@pytest.mark.requirement("R013")
def test_every_table_of_the_contract_is_loaded_whole_and_only_once(
    delivery: Path, tmp_path: Path
) -> None:
    """Customers, holdings, balances, bookings, loans, services used: by schema, and idempotent."""
    home = Home.at(tmp_path / "home")
    home.write_settings(HomeSettings())
    report = api.import_delivery(home, delivery, mapping="hengke_contract")
    delivered = {
        table: pq.read_metadata(delivery / f"{table}.parquet").num_rows for table in MAPPED
    }
    assert {t.table: (t.received, t.loaded) for t in report.tables} == {
        table: (count, count) for table, count in delivered.items()
    }
    before = lake.load(home)
    with duckdb.connect() as connection:
        functions.register(connection, Vault(ring.load(home)))
        for table in MAPPED:
            came = connection.read_parquet(str(delivery / f"{table}.parquet"))
            paths = [str(path) for path in lake.silver_paths(home, before, table)]
            cells = ", ".join(
                f"hk_open({column.name}) AS {column.name}" if column.identifier else column.name
                for column in CONTRACT[table].delivered
            )
            there = f"SELECT {cells} FROM read_parquet({paths})"
            assert (
                connection.sql(
                    f"(FROM came EXCEPT ALL ({there})) UNION ALL (({there}) EXCEPT ALL FROM came)"
                ).fetchall()
                == []
            ), (table, came.columns)
    assert api.import_delivery(home, delivery, mapping="hengke_contract").unchanged
    assert lake.load(home) == before
    assert home.settings().currency == "CNY"


def test_text_files_of_the_contract_hold_minor_units_and_must_have_the_required_columns(
    bank,
) -> None:
    files = {
        "customers.csv": "customer_id,kind\n0001,person\n",
        "balances.csv": "account_id,balance_date,balance_minor,currency,observed\n"
        "A1,2020-01-31,12345,CNY,change\nA1,2020-02-01,1.5,CNY,change\n",
    }
    place = bank.delivery(files)
    report = api.import_delivery(bank.home, place, mapping="hengke_contract")
    assert bank.rows("balances", "balance_minor") == [(12345,)]
    assert [(p["row"], p["column"]) for p in report.problems] == [(3, "balance_minor")]
    short = bank.delivery({"balances.csv": "account_id,balance_date,balance_minor,currency\n"})
    with pytest.raises(Refused, match='has no column "observed"'):
        api.import_delivery(bank.home, short, mapping="hengke_contract")
