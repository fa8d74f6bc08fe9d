"""Rows get into the lake by the declared schema, and the same files twice change nothing."""

from __future__ import annotations

from datetime import date

import pytest

from hengke.kernel.errors import Refused

pytestmark = pytest.mark.slow_test


def test_files_become_rows_of_the_contract_and_the_same_files_again_change_nothing(
    bank, files, counts
) -> None:
    first = bank.load(files)
    assert counts(first) == {
        "customers": (3, 3, 0), "products": (3, 3, 0), "accounts": (2, 2, 0),
        "balances": (2, 2, 0),
    }  # fmt: skip
    assert bank.rows("customers", "customer_id, kind, name, opened_on") == [
        ("0001", "person", "张三", date(2020, 1, 1)),
        ("0002", "person", "李四", date(2020, 1, 2)),
        ("0003", "institution", "Firm", date(2020, 1, 3)),
    ]
    assert bank.rows("balances", "account_id, balance_date, balance_minor, currency") == [
        ("A1", date(2020, 1, 31), 10000, "CNY"),
        ("A2", date(2020, 1, 31), 25050, "CNY"),
    ]
    before = bank.tree()
    again = bank.load(files)
    assert again.unchanged
    assert again.batch == first.batch
    assert bank.tree() == before


def test_the_batch_says_which_days_it_touches(bank, files) -> None:
    files["balances.csv"] += "A1,20200215,1\n"
    report = bank.load(files)
    assert (report.earliest_date, report.latest_date) == ("2020-01-01", "2020-02-15")
    later = bank.load({"balances.csv": "account,day,amount\nA2,20200220,1\nA1,20200215,1\n"},
                      confirmed=True)  # fmt: skip
    assert (later.earliest_date, later.latest_date) == ("2020-02-20", "2020-02-20")


def test_a_first_balance_touches_the_days_since_the_opening(bank, files) -> None:
    """It says that the account was empty until then; the second one says nothing of the past."""
    files["accounts.csv"] += "A9,0003,D,2020-01-20,\nA8,0003,D,,\n"
    bank.load(files)
    head = "account,day,amount\n"
    first = bank.load({"balances.csv": f"{head}A9,20200220,1\n"}, confirmed=True)
    second = bank.load({"balances.csv": f"{head}A9,20200221,1\n"}, confirmed=True)
    undated = bank.load({"balances.csv": f"{head}A8,20200222,1\n"}, confirmed=True)
    found = [report.earliest_date for report in (first, second, undated)]
    assert found == ["2020-01-20", "2020-02-21", None]


@pytest.mark.parametrize(
    ("line", "first"), [("0004,P,New,20200204,", "2020-02-04"), ("0004,P,New,,", None)]
)
def test_new_customers_touch_the_days_since_they_came(
    bank, files, line: str, first: str | None
) -> None:
    """Of whom nothing is dated, everything that was said of any day lacks a row."""
    bank.load(files)
    report = bank.load({"customers.csv": f"id,kind,name,since,op\n{line}\n"}, confirmed=True)
    assert report.earliest_date == first


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("A1,0001,D,2020-01-01,2020-02-10", "2020-02-10"),  # closed: from then on
        ("A3,0003,D,2020-02-02,", "2020-02-02"),  # new: since it was opened
        ("A4,0003,D,,", None),  # new, of no known day: any day
        ("A1,0003,D,2020-01-01,", None),  # of somebody else: any day
        ("A1,0001,T,2020-01-01,", None),  # of another class: any day
    ],
)
def test_accounts_touch_the_days_that_their_change_is_about(
    bank, files, line: str, first: str | None
) -> None:
    bank.load(files)
    report = bank.load({"accounts.csv": f"account,id,product,opened,closed\n{line}\n"},
                       confirmed=True)  # fmt: skip
    assert (report.earliest_date, report.latest_date) == (first, None)


def test_a_delta_adds_and_corrects_by_key(bank, files) -> None:
    bank.load(files)
    report = bank.load(
        {"balances.csv": "account,day,amount\nA1,20200131,111.00\nA1,20200229,5\n"}, confirmed=True
    )
    assert [(t.written, t.corrected) for t in report.tables if t.table == "balances"] == [(2, 1)]
    assert bank.rows("balances", "account_id, balance_date, balance_minor") == [
        ("A1", date(2020, 1, 31), 11100),
        ("A1", date(2020, 2, 29), 500),
        ("A2", date(2020, 1, 31), 25050),
    ]


def test_rows_that_are_there_already_are_not_written_again(bank, files) -> None:
    bank.load(files)
    silver = {name: data for name, data in bank.tree().items() if "silver/customers" in name}
    report = bank.load({"customers.csv": files["customers.csv"] + "0004,P,New,20200104,\n"},
                       confirmed=True)  # fmt: skip
    assert [(t.received, t.written) for t in report.tables if t.table == "customers"] == [(4, 1)]
    assert silver.items() <= bank.tree().items()


def test_a_delete_mark_removes_the_row(bank, files) -> None:
    bank.load(files)
    report = bank.load({"customers.csv": "id,kind,name,since,op\n0003,,,,D\n"}, confirmed=True)
    assert [t.removed for t in report.tables if t.table == "customers"] == [1]
    assert [row[0] for row in bank.rows("customers", "customer_id")] == ["0001", "0002"]


def test_a_full_file_replaces_the_table_but_keeps_what_others_still_name(bank, files) -> None:
    bank.mapping = bank.mapping.replace('table = "customers"', 'table = "customers"\nmode = "full"')
    bank.load(files)
    report = bank.load(
        {"customers.csv": "id,kind,name,since,op\n0001,P,张三丰,20200101,\n"}, confirmed=True
    )
    assert bank.rows("customers", "customer_id, name") == [("0001", "张三丰"), ("0002", "李四")]
    assert "customers: 1 kept although the full delivery leaves them out" in " ".join(report.notes)


def test_a_full_delivery_of_both_tables_lets_go_of_both(bank, files) -> None:
    for table in ("customers", "accounts", "balances"):
        bank.mapping = bank.mapping.replace(
            f'table = "{table}"', f'table = "{table}"\nmode = "full"'
        )
    bank.load(files)
    bank.load(
        {
            "customers.csv": "id,kind,name,since,op\n0001,P,张三,20200101,\n",
            "accounts.csv": "account,id,product,opened,closed\nA1,0001,D,2020-01-01,\n",
            "balances.csv": "account,day,amount\nA1,20200131,100.00\n",
        },
        confirmed=True,
    )
    assert [row[0] for row in bank.rows("customers", "customer_id")] == ["0001"]
    assert [row[0] for row in bank.rows("accounts", "account_id")] == ["A1"]
    assert [row[0] for row in bank.rows("balances", "account_id")] == ["A1"]


def test_a_full_file_ends_nothing_of_which_a_row_is_in_quarantine(bank, files) -> None:
    """Whoever cannot be read today is still the customer of yesterday."""
    bank.mapping = bank.mapping.replace('table = "customers"', 'table = "customers"\nmode = "full"')
    bank.load(files)
    text = "id,kind,name,since,op\n0001,P,张三,20200101,\n0002,P,李四,20200102,\n"
    bad = bank.load({"customers.csv": text + "0003,X,Firm,20200103,\n"}, confirmed=True)
    assert [(t.quarantined, t.removed) for t in bad.tables if t.table == "customers"] == [(1, 0)]
    unread = bank.load({"customers.csv": text + "0003\n"}, confirmed=True)
    assert "nothing that it leaves out was removed" in unread.notes[0]
    assert len(bank.rows("customers")) == 3
    bank.load({"customers.csv": text}, confirmed=True)
    assert len(bank.rows("customers")) == 2


def test_a_table_delivered_whole_by_two_sources_needs_both(bank, files) -> None:
    block = bank.mapping[bank.mapping.index('[[sources]]\nname = "customers"') :]
    block = block[: block.index('[[sources]]\nname = "accounts"')]
    bank.mapping += block.replace("customers*", "firms*").replace(
        'name = "customers"', 'name = "f"'
    )
    bank.mapping = bank.mapping.replace('table = "customers"', 'table = "customers"\nmode = "full"')
    with pytest.raises(Refused, match="customers is delivered whole by customers, f; of f no file"):
        bank.load(files)
    firms = "id,kind,name,since,op\n0009,F,Firm,20200103,\n"
    bank.load({**files, "firms.csv": firms})
    assert len(bank.rows("customers")) == 4


def test_with_duplicates_last_a_later_row_of_the_same_delivery_corrects(
    bank, files, counts
) -> None:
    bank.mapping = bank.mapping.replace(
        'table = "balances"', 'table = "balances"\nduplicates = "last"'
    )
    files["balances.csv"] += "A1,20200131,7\n"
    report = bank.load(files)
    assert counts(report)["balances"] == (3, 3, 0)
    assert bank.rows("balances", "account_id, balance_minor") == [("A1", 700), ("A2", 25050)]


def test_many_small_deltas_are_put_together_now_and_then(bank, files, monkeypatch) -> None:
    from hengke.pipelines import lake
    from hengke.pipelines.intake import compacting

    monkeypatch.setattr(compacting, "TOGETHER", 3)
    bank.load(files)
    for day in (1, 2):
        text = f"account,day,amount\nA1,2020020{day},{day}\n"
        bank.load({"balances.csv": text}, confirmed=True)
    assert len(lake.load(bank.home).silver["balances"]) == 1
    assert len(bank.rows("balances")) == 4


def test_a_large_amount_lies_in_one_file_per_month_and_a_correction_rewrites_its_month_only(
    bank, files, monkeypatch
) -> None:
    from hengke.pipelines import lake
    from hengke.pipelines.intake import api, silver_files

    monkeypatch.setattr(silver_files, "MOST_ROWS_IN_ONE", 3)
    files["balances.csv"] += "A1,20200229,1\nA2,20200229,2\n"
    bank.load(files)
    before = [file.path for file in lake.load(bank.home).silver["balances"]]
    assert [path.split("/")[2] for path in before] == ["2020-01", "2020-02"]
    text = "account,day,amount\nA1,20200131,9\nA2,20200131,250.50\nA1,20200302,3\n"
    report = bank.load({"balances.csv": text}, confirmed=True)
    assert [(t.written, t.corrected) for t in report.tables if t.table == "balances"] == [(2, 1)]
    after = [file.path for file in lake.load(bank.home).silver["balances"]]
    assert [path.split("/")[2] for path in after[:2]] == ["2020-01", "2020-02"]
    assert after[0] != before[0]
    assert after[1] == before[1]
    assert bank.rows("balances", "account_id, balance_minor, balance_date::VARCHAR") == [
        ("A1", 100, "2020-02-29"), ("A1", 300, "2020-03-02"), ("A1", 900, "2020-01-31"),
        ("A2", 200, "2020-02-29"), ("A2", 25050, "2020-01-31"),
    ]  # fmt: skip
    api.undo(bank.home, lake.load(bank.home).last_batch())
    assert [file.path for file in lake.load(bank.home).silver["balances"]] == before
