"""DATABASE_URL: the home's SQLite file unless it names another database."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from hengke.kernel.errors import Refused
from hengke.server import database

FILE = Path("/srv/bank/workbench.sqlite3")
with_driver = pytest.mark.skipif(
    importlib.util.find_spec("psycopg") is None,
    reason="psycopg is not installed (make spark installs PostgreSQL support as well)",
)


def test_without_an_address_it_is_the_homes_file() -> None:
    assert database.url("", FILE) == "sqlite:////srv/bank/workbench.sqlite3"
    assert database.configured("", FILE)["NAME"] == str(FILE)


def test_a_sqlite_address_names_its_file_with_four_slashes() -> None:
    assert database.configured("sqlite:////var/x.sqlite3", FILE)["NAME"] == "/var/x.sqlite3"


@pytest.mark.parametrize("address", ["", pytest.param("postgresql://u:p@db/x", marks=with_driver)])
def test_every_request_is_one_transaction_so_that_a_page_sees_one_run(address: str) -> None:
    assert database.configured(address, FILE)["ATOMIC_REQUESTS"] is True


@with_driver
def test_a_password_with_special_characters_is_written_in_percent_form() -> None:
    made = database.configured("postgresql://hengke:p%40ss%2F@db.bank:5433/work", FILE)
    assert (made["USER"], made["PASSWORD"]) == ("hengke", "p@ss/")
    assert (made["HOST"], made["PORT"], made["NAME"]) == ("db.bank", "5433", "work")


@with_driver
def test_what_follows_the_question_mark_goes_to_the_driver() -> None:
    made = database.configured("postgresql://u@/work?host=/run/postgresql&sslmode=require", FILE)
    assert made["HOST"] == "/run/postgresql"
    assert made["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize(
    "address",
    [
        "mysql://u:p@db/x",
        "hengke.sqlite3",
        "postgresql://u:p@db",
        pytest.param("postgresql://u:p@db:x/name", marks=with_driver),
    ],
)
def test_what_cannot_be_understood_is_refused_with_the_form_expected(address: str) -> None:
    with pytest.raises(Refused) as refusal:
        database.configured(address, FILE)
    assert "postgresql://user:password@host:5432/name" in refusal.value.next_step


def test_without_the_driver_the_refusal_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(Refused) as refusal:
        database.configured("postgresql://u:p@db/x", FILE)
    assert "hengke[postgres]" in refusal.value.next_step
