"""What is shown of a refused value: enough to see what is wrong, nothing of a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from hengke.kernel import clock
from hengke.pipelines.home import Home
from hengke.pipelines.intake import vault
from hengke.pipelines.intake.shown_values import number, shown_value
from hengke.pipelines.intake.vault import Vault

OF_PEOPLE = [
    ("customers", "gender"), ("customers", "birth_date"), ("customers", "kind"),
    ("customers", "risk_level"), ("customers", "opened_on"), ("customers", "branch_id"),
    ("customers", "id_number"), ("customers", "phone"), ("customers", "email"),
    ("accounts", "currency"), ("balances", "balance_minor"), ("transactions", "channel"),
    ("relations", "kind"), ("account_holders", "share_ppm"),
]  # fmt: skip
A_FEW_DIGITS = "85851234"
PERSONAL = [
    "李明", "张三丰", "司马移位", "欧阳", "阿依古丽", "迪丽热巴·迪力木拉提", "Li", "LEE", "Zhang",
    "Jana Nováková", "li wei", "wei.zhang", "O'Brien", "13876543210", "+86 138 7654 3210",
    "0311-85851234", A_FEW_DIGITS, "110101199003074514", "11010119900307451", "6222021234567890128",
    "shift@example.com", "河北省石家庄移位路1号", "12 Main Street", "张移位三 13876543214",
    "我的电话是13987650009", "tel:13876543214",
]  # fmt: skip


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Vault:
    home: Path = tmp_path_factory.mktemp("bank")
    return vault.passing(Home.at(home), now=clock.now())


@pytest.mark.requirement("R245")
@pytest.mark.parametrize("value", PERSONAL)
def test_nothing_of_a_person_is_shown_whatever_column_it_slipped_into(
    keys: Vault, value: str
) -> None:
    for table, column in OF_PEOPLE:
        if value == A_FEW_DIGITS and column in ("balance_minor", "share_ppm"):
            continue  # in a column of amounts it may be one
        shown = shown_value(keys, table, column, value) or ""
        assert value not in shown, (table, column)
        assert shown.count("*") >= 3 or len(value) <= 3, (table, column, shown)
        if "@" not in value:
            assert value[-5:] not in shown, (table, column, shown)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("customers", "gender", "女"), ("customers", "gender", "9"), ("customers", "gender", "C2"),
        ("customers", "birth_date", "1990-02-30"), ("customers", "birth_date", "19900230"),
        ("customers", "birth_date", "1990年2月30日"), ("customers", "birth_date", "30/2/1990"),
        ("customers", "birth_date", "female"), ("customers", "opened_on", "43831"),
        ("customers", "opened_on", "2020-13-01 10:00:00"), ("customers", "opened_on", "active"),
        ("customers", "risk_level", "C9"), ("customers", "id_type", "居民身份证"),
        ("customers", "branch_id", "HEBEI-0001"), ("accounts", "account_id", "8110701012345678"),
        ("balances", "account_id", "A9"),
        ("balances", "account_id, balance_date", "A1 / 2020-01-31"),
        ("balances", "balance_minor", "1,234.50元"), ("balances", "balance_minor", "-12.5"),
        ("balances", "balance_minor", "１２３"), ("balances", "currency", "人民币"),
        ("balances", "currency", "USD"), ("customers", "gender", "X"),
        ("transactions", "amount_minor", "debit 12.00, credit 3.00"),
        ("products", "name", "稳健理财一号"), ("organisation", "kind", "事业部"),
    ],
)  # fmt: skip
def test_what_is_only_wrong_is_shown_as_it_came(
    keys: Vault, table: str, column: str, value: str
) -> None:
    assert shown_value(keys, table, column, value) == value


@pytest.mark.parametrize(
    ("column", "value", "shown"),
    [
        ("gender", "司马移位", "司***"), ("gender", "Zhang", "Z***"), ("gender", "赵", "***"),
        ("gender", "13876543210", "138****3210"), ("gender", "85851234", "8******4"),
        ("gender", "a@example.com", "a***@example.com"), ("phone", "李明", "李***"),
        ("phone", "138765", "1****5"), ("email", "李明", "李***"), ("name", "李明", "李*"),
        ("customer_id, kind", "C1 / 李明", "C1 / 李***"), ("", "anything", "***"),
    ],
)  # fmt: skip
def test_masks(keys: Vault, column: str, value: str, shown: str) -> None:
    assert shown_value(keys, "customers", column, value) == shown
    assert shown_value(keys, "customers", column, None) is None


def test_a_text_that_was_sealed_is_masked_like_the_one_in_it(keys: Vault) -> None:
    for value in ("13876543210", "我的电话"):
        (token,) = keys.sealer.seal_all([value])
        assert shown_value(keys, "customers", "gender", token) in ("138****3210", "***")


def test_an_example_of_a_wrong_number_never_shows_two_letters_of_a_name() -> None:
    assert [number(one) for one in ("司马移位", "Li", "11010X", None)] == [
        "司***", "L***", "1****X", None,
    ]  # fmt: skip
