"""Every code of the contract, and every kind of booking of the synthetic bank, has its word."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from hengke.apps.customers.family_words import FAMILIES
from hengke.apps.workbench import profile_words as words
from hengke.engine.schemas import CONTRACT
from hengke.pipelines.synthetic import bookings

CHINESE = re.compile(r"[\u4e00-\u9fff]")
CODES = [
    ("customers", "kind", words.KINDS),
    ("customers", "status", words.STATUSES),
    ("customers", "gender", words.GENDERS),
    ("customers", "income_level", words.INCOME),
    ("customers", "risk_level", words.RISK),
    ("products", "family", FAMILIES),
    ("account_holders", "role", words.ROLES),
    ("relations", "kind", words.RELATIONS),
]
LISTS = {
    name: value
    for name, value in {**vars(words), "FAMILIES": FAMILIES}.items()
    if isinstance(value, dict) and name.isupper() and name != "CODES"
}


@pytest.mark.parametrize(("table", "column", "known"), CODES)
def test_every_code_of_the_contract_has_a_word(table: str, column: str, known: dict) -> None:
    assert set(CONTRACT[table].column(column).choices) <= set(known)


def test_every_booking_of_the_synthetic_bank_has_words_for_kind_channel_and_other_side() -> None:
    assert set(bookings.KIND_NAMES) <= set(words.MOVEMENTS)
    assert set(bookings.CHANNELS) <= set(words.CHANNELS)
    assert set(bookings.PARTIES) <= set(words.COUNTERPARTIES)


@pytest.mark.parametrize("name", LISTS)
def test_every_word_is_chinese_on_a_chinese_page(name: str) -> None:
    with translation.override("zh-hans"):
        assert [w for w in map(str, LISTS[name].values()) if not CHINESE.search(w)] == []
