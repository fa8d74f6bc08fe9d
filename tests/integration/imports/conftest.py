"""A small bank of the tests: a home, files written on the spot, and a look into the lake."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.integration.homes import WEIGHED

from hengke.pipelines import lake
from hengke.pipelines.home import Home, HomeSettings
from hengke.pipelines.intake import api
from hengke.pipelines.intake.report import Report
from hengke.pipelines.intake.vault import Vault
from hengke.pipelines.protection import ring

MAPPING = """
name = "testbank"
title = "A bank of the tests"
currency = "CNY"

[[rows.products]]
product_id = "D"
family = "demand_deposit"
[[rows.products]]
product_id = "T"
family = "term_deposit"
[[rows.products]]
product_id = "L"
family = "loan"

[[sources]]
name = "customers"
files = ["customers*"]
[[sources.tables]]
table = "customers"
deleted = { op = ["D"] }
[sources.tables.columns]
customer_id = "id"
kind = { column = "kind", values = { P = "person", F = "institution" } }
name = "name"
opened_on = { column = "since", format = "%Y%m%d" }

[[sources]]
name = "accounts"
files = ["accounts*"]
[[sources.tables]]
table = "accounts"
[sources.tables.columns]
account_id = "account"
customer_id = "id"
product_id = "product"
currency = { value = "CNY" }
opened_on = "opened"
closed_on = "closed"

[[sources]]
name = "balances"
files = ["balances*"]
[[sources.tables]]
table = "balances"
[sources.tables.columns]
account_id = "account"
balance_date = { column = "day", format = "%Y%m%d" }
balance_minor = { column = "amount", unit = "yuan" }
currency = { value = "CNY" }
observed = { value = "change" }
"""
CUSTOMERS = (
    "id,kind,name,since,op\n0001,P,张三,20200101,\n0002,P,李四,20200102,\n0003,F,Firm,20200103,\n"
)
ACCOUNTS = "account,id,product,opened,closed\nA1,0001,D,2020-01-01,\nA2,0002,D,2020-01-02,\n"
BALANCES = "account,day,amount\nA1,20200131,100.00\nA2,20200131,250.50\n"
FILES = {"customers.csv": CUSTOMERS, "accounts.csv": ACCOUNTS, "balances.csv": BALANCES}


class Bank:
    """One home and the deliveries brought to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = Home.at(folder / "home")
        self.home.write_settings(HomeSettings(without=WEIGHED))
        self.mapping = MAPPING
        self.deliveries = 0

    def delivery(self, files: dict[str, str | bytes]) -> Path:
        """A new folder with these files."""
        self.deliveries += 1
        place = self.folder / f"delivery{self.deliveries}"
        for name, content in files.items():
            path = place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        place.mkdir(exist_ok=True)
        return place

    def mapping_file(self, text: str | None = None) -> Path:
        path = self.folder / "testbank.toml"
        path.write_text(text or self.mapping, encoding="utf-8")
        return path

    def load(self, files: dict[str, Any] | Path, **options: Any) -> Report:
        """Import, with the bank's mapping."""
        place = files if isinstance(files, Path) else self.delivery(files)
        return api.import_delivery(self.home, place, mapping=self.mapping_file(), **options)

    def check(self, files: dict[str, Any]) -> Report:
        return api.check(self.home, self.delivery(files), mapping=self.mapping_file())

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """Sorted rows of a silver table."""
        paths = [str(path) for path in lake.silver_paths(self.home, lake.load(self.home), table)]
        if not paths:
            return []
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1")
            sql = f"SELECT {columns} FROM read_parquet({paths}) ORDER BY ALL"
            found = connection.execute(sql).fetchall()
        return sorted((self.opened(row) for row in found), key=_in_order)

    def opened(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """The row with its sealed values in plain."""
        vault = Vault(ring.load(self.home))
        return tuple(vault.opened(cell) if isinstance(cell, str) else cell for cell in row)

    def tree(self) -> dict[str, bytes]:
        """Every file of the home that counts, to see whether anything changed: neither keys that
        were made for what was refused then, nor rows staged for the next try."""
        return {
            path.relative_to(self.home.path).as_posix(): path.read_bytes()
            for path in sorted(self.home.path.rglob("*"))
            if path.is_file()
            and path.name not in (".lock", ".writer")
            and not {"keys", "staged"} & set(path.relative_to(self.home.path).parts)
        }


def _in_order(row: tuple[Any, ...]) -> list[tuple[bool, Any]]:
    return [(cell is None, cell) for cell in row]


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bank:
    """`bank.load({"customers.csv": ...})`; three customers fit FILES. Row errors of a check, which
    lie in a temporary place until somebody takes them, go with the test."""
    temporary = tmp_path / "row_errors"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    return Bank(tmp_path)


@pytest.fixture
def files() -> dict[str, str]:
    """A delivery in which everything is in order."""
    return dict(FILES)


def errors(report: Report) -> list[dict[str, str]]:
    """The error file, line by line."""
    assert report.errors is not None
    with Path(report.errors).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def row_errors() -> Callable[[Report], list[dict[str, str]]]:
    return errors


@pytest.fixture
def counts() -> Callable[[Report], dict[str, tuple[int, int, int]]]:
    """table -> (received, loaded, quarantined)."""

    def make(report: Report) -> dict[str, tuple[int, int, int]]:
        return {t.table: (t.received, t.loaded, t.quarantined) for t in report.tables}

    return make
