"""One bank per home: what a mapping may change in its settings, and what a second one may not."""

from __future__ import annotations

import pytest

from hengke.kernel.errors import Refused

pytestmark = pytest.mark.slow_test


def other(text: str) -> str:
    return text.replace('name = "testbank"', 'name = "otherbank"')


def test_the_first_import_names_the_currency_the_source_and_the_policy(bank, files) -> None:
    bank.mapping = bank.mapping.replace('"CNY"\n\n', '"USD"\npolicy = "xiamen_deposits"\n\n', 1)
    bank.load(files)
    settings = bank.home.settings()
    assert (settings.currency, settings.sources, settings.policies) == (
        "USD", ("testbank",), ("xiamen_deposits",),
    )  # fmt: skip


def test_a_mapping_without_currency_leaves_the_homes_own(bank, files) -> None:
    bank.home.change_settings(currency="HKD")
    bank.mapping = bank.mapping.replace('currency = "CNY"\n\n', "\n", 1)
    bank.load(files)
    assert bank.home.settings().currency == "HKD"


def test_another_mapping_is_refused_unless_it_is_meant(bank, files) -> None:
    bank.load(files)
    bank.mapping = other(bank.mapping)
    with pytest.raises(Refused, match="holds data of testbank; otherbank would mix two banks"):
        bank.load(files)
    bank.load(files, add_source=True)
    assert bank.home.settings().sources == ("testbank", "otherbank")


def test_a_full_delivery_of_one_mapping_leaves_the_rows_of_another(bank, files) -> None:
    bank.load(files)
    bank.mapping = other(bank.mapping).replace(
        'table = "customers"', 'table = "customers"\nmode = "full"'
    )
    first = {"customers.csv": "id,kind,name,since,op\nX1,P,甲,20200101,\nX2,P,乙,20200101,\n"}
    bank.load(first, add_source=True)
    bank.load({"customers.csv": "id,kind,name,since,op\nX2,P,乙,20200101,\n"}, add_source=True,
              confirmed=True)  # fmt: skip
    assert [row[0] for row in bank.rows("customers", "customer_id")] == [
        "0001", "0002", "0003", "X2",
    ]  # fmt: skip


def test_a_policy_that_does_not_exist_is_refused_before_anything_is_read(bank, files) -> None:
    bank.mapping = bank.mapping.replace('"CNY"\n\n', '"CNY"\npolicy = "golden"\n\n', 1)
    with pytest.raises(Refused, match='enables the tier policy "golden", which does not exist'):
        bank.load(files)
    assert bank.home.settings().sources == ()


def test_the_same_files_read_by_a_corrected_mapping_are_imported_again(bank, files) -> None:
    bank.load(files)
    bank.mapping = bank.mapping.replace('unit = "yuan"', 'unit = "fen"')
    report = bank.load(files, confirmed=True)
    assert not report.unchanged
    assert [row[0] for row in bank.rows("balances", "balance_minor")] == [100, 250] or (
        report.problems[0]["rule"] == "unreadable"
    )


def test_the_mapping_is_kept_with_the_batch(bank, files) -> None:
    report = bank.load(files)
    kept = bank.home.lake / "mappings" / f"{report.batch}.toml"
    assert kept.read_text(encoding="utf-8") == bank.mapping
