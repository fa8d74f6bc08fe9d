"""Data quality, field by field: known holes, doubles, bad codes, orphans and late days."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.pipelines import fitness, lake
from hengke.pipelines.intake import api

ON = date(2026, 11, 26)
CONTACTS = """
id_number = "idno"
phone = "phone"
"""
CUSTOMERS = (
    "id,kind,name,since,op,idno,phone\n"
    "0001,P,张三,20200101,,110101199001011237,13800000001\n"
    "0002,P,,20200102,,110101199001011229,13800000001\n"
    "0003,X,李四,20200103,,,13800000003\n"
    "0004,F,Firm,20200132,,,\n"
    "0004,P,Firm,20200104,,,\n"
)
"""Five rows: one without a name, one code unknown, one day that does not exist in a row that is
otherwise the first of its number, three without an identity number, two telephones alike."""
ACCOUNTS = (
    "account,id,product,opened,closed\n"
    "A1,0001,D,2020-01-01,\n"
    "A2,0002,D,2020-01-02,2019-12-31\n"
    "A3,9999,D,2020-01-02,\n"
    "A4,0001,D,2020-01-02,2020-02-01\n"
)
BALANCES = (
    "account,day,amount\nA1,20200131,100.00\nA1,20200131,100.00\nA4,20200131,5\nA4,2020013,1\n"
)


@pytest.fixture
def bank(bank):
    bank.mapping = bank.mapping.replace('name = "name"\n', 'name = "name"\n' + CONTACTS.lstrip())
    return bank


@pytest.fixture
def files(files) -> dict[str, str]:
    head, *rows = files["customers.csv"].splitlines()
    wider = [
        f"{head},idno,phone",
        *(f"{row},1101011990010{n}1237,1380{n}" for n, row in enumerate(rows)),
    ]
    return {**files, "customers.csv": "\n".join(wider) + "\n"}


@pytest.fixture
def faulty() -> dict[str, str]:
    return {"customers.csv": CUSTOMERS, "accounts.csv": ACCOUNTS, "balances.csv": BALANCES}


def courses(bank) -> dict[tuple[str, str], fitness.Course]:
    found = fitness.courses(bank.home, fitness.policy(bank.home, on=ON))
    assert {course.source for course in found} <= {"testbank"}
    return {(course.table, course.column): course for course in found}


def shares(bank, table: str, column: str) -> dict[str, float | None]:
    measures = courses(bank)[table, column].now.measures
    return {name: one.share for name, one in measures.items() if not one.in_days}


@pytest.mark.requirement("R019")
def test_every_field_has_its_shares_by_dimension(bank, faulty) -> None:
    bank.load(faulty)
    assert shares(bank, "customers", "name") == {"completeness": 4 / 5, "validity": 1.0}
    assert shares(bank, "customers", "kind") == {"completeness": 1.0, "validity": 4 / 5}
    assert shares(bank, "customers", "id_number") == {
        "completeness": 2 / 5, "validity": 1.0, "uniqueness": 1.0,
    }  # fmt: skip
    assert shares(bank, "customers", "phone") == {
        "completeness": 3 / 5, "validity": 1.0, "uniqueness": 2 / 3,
    }  # fmt: skip
    assert shares(bank, "customers", "opened_on") == {"completeness": 1.0, "validity": 4 / 5}
    assert shares(bank, "accounts", "customer_id")["consistency"] == 3 / 4
    assert shares(bank, "accounts", "closed_on") == {
        "completeness": 2 / 4, "validity": 1.0, "consistency": 1 / 2,
    }  # fmt: skip
    assert shares(bank, "balances", "account_id, balance_date") == {"uniqueness": 3 / 4}
    assert shares(bank, "balances", "balance_date")["validity"] == 3 / 4


def test_what_is_wrong_is_named_by_rule_and_never_by_value(bank, faulty) -> None:
    bank.load(faulty)
    found = courses(bank)
    assert found["customers", "kind"].now.broken == {"unknown_code": 1}
    assert found["accounts", "customer_id"].now.broken == {"unknown_reference": 1}
    assert found["accounts", "closed_on"].now.broken == {"dates_out_of_order": 1}
    kept = (bank.home.lake / "manifest.json").read_text(encoding="utf-8")
    assert "13800000001" not in kept


def test_a_row_that_does_not_fit_the_columns_counts_for_the_whole_row(bank, files) -> None:
    bank.load({**files, "customers.csv": files["customers.csv"] + "0004,P\n"})
    whole = courses(bank)["customers", fitness.WHOLE_ROW].now.measures["validity"]
    assert (whole.wrong, whole.asked, whole.short) == (1, 4, True)


def test_the_trend_keeps_each_delivery_until_it_is_taken_back(bank, files, faulty) -> None:
    first = bank.load(files)
    second = bank.load(faulty, confirmed=True)
    kind = courses(bank)["customers", "kind"]
    assert [reading.batch for reading in kind.readings] == [first.batch, second.batch]
    assert [reading.lowest for reading in kind.readings] == [1.0, 4 / 5]
    assert [reading.short for reading in kind.readings] == [False, True]
    bank.load(faulty)  # the same files say nothing new
    assert len(courses(bank)["customers", "kind"].readings) == 2
    api.undo(bank.home, second.batch)
    assert [one.batch for one in courses(bank)["customers", "kind"].readings] == [first.batch]


def test_a_trend_is_as_long_as_the_policy_says(bank, files) -> None:
    own_threshold(bank, deliveries=1)
    bank.load(files)
    late = bank.load({"balances.csv": "account,day,amount\nA1,20200131,99\n"}, confirmed=True)
    assert [one.batch for one in courses(bank)["balances", "balance_date"].readings] == [late.batch]


@pytest.mark.parametrize(("last", "behind"), [("20200128", 3), ("20200127", 4)])
def test_a_table_whose_newest_day_stays_behind_the_book_is_late(bank, files, last, behind) -> None:
    bank.load(files)  # the book has reached 31 January
    bank.load({"balances.csv": f"account,day,amount\nA1,{last},1.00\n"}, confirmed=True)
    measure = courses(bank)["balances", "balance_date"].now.measures["timeliness"]
    assert (measure.wrong, measure.short) == (behind, behind > 3)


@pytest.mark.parametrize(("threshold", "short"), [(800, False), (801, True)])
def test_a_field_is_short_below_its_own_threshold(bank, faulty, threshold, short) -> None:
    own_threshold(bank, fields=f'[fields."customers.name"]\ncompleteness = {threshold}\n')
    bank.load(faulty)
    assert courses(bank)["customers", "name"].now.short is short


def test_rows_of_the_mapping_itself_and_removals_are_not_measured(bank, files) -> None:
    bank.load({**files, "customers.csv": files["customers.csv"] + "0009,,,,D,,\n"})
    found = courses(bank)
    assert not [table for table, _column in found if table == "products"]
    assert found["customers", "name"].now.rows == 3


def test_a_batch_of_an_earlier_release_has_no_figures_and_is_no_trouble(bank, files) -> None:
    bank.load(files)
    manifest = lake.load(bank.home)
    for entry in manifest.batches[0].tables:
        entry.pop("fitness", None)
    with lake.writing(bank.home, what="a test"):
        lake.commit(bank.home, manifest)
    assert courses(bank) == {}


def own_threshold(bank, *, deliveries: int = 30, fields: str = "") -> None:
    place = bank.home.import_policies / "standard" / "2021-01-01.toml"
    place.parent.mkdir(parents=True)
    place.write_text(
        f'source = "the bank"\ndeliveries = {deliveries}\n[thresholds]\ncompleteness = 900\n'
        "uniqueness = 1000\nvalidity = 995\nconsistency = 995\ndays_behind = 3\n" + fields,
        encoding="utf-8",
    )
