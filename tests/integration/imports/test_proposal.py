"""A proposed mapping can be checked as it is, and says where it guessed."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import openpyxl
import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines.intake import api, mapping_file

pytestmark = pytest.mark.slow_test


def customers() -> str:
    head = "客户号,客户名称,性别,证件号码,手机号码,开户日期,客户类型,备注\n"
    return head + "".join(
        f"{n:08d},张{n},{'男' if n % 2 else '女'},11010119900307{n:04d},1380013{n:04d},"
        "20190131,个人,\n"
        for n in range(1, 60)
    )


def accounts() -> str:
    return "账号|@|客户号|@|产品代码|@|币种|@|开户日|@|销户日\n" + "".join(
        f"62{n:08d}|@|{n:08d}|@|{'活期01' if n % 3 else '理财A'}|@|人民币|@|2019-01-31|@|\n"
        for n in range(1, 60)
    )


def balances() -> str:
    return "账号,数据日期,余额(元)\n" + "".join(
        f'62{n:08d},2019/10/31,"{n * 1000:,}.50"\n' for n in range(1, 60)
    )


def bookings() -> str:
    return "流水号;账号;交易日期;借贷标志;交易金额;余额;摘要\n" + "".join(
        f"T{n};62{n:08d};20191012;{'借' if n % 2 else '贷'};{n}.10;;工资\n" for n in range(1, 60)
    )


DELIVERY = {
    "客户_20191031.csv": customers().encode("gb18030"),
    "账户_20191031.txt": accounts().encode(),
    "余额_20191031.csv": balances().encode(),
    "流水.csv": bookings().encode("utf-16"),
    "README.md": b"about",
}


def proposed(bank, files) -> tuple[str, api.Report]:
    folder = bank.delivery(files)
    text = api.propose(folder)
    path = bank.folder / "proposed.toml"
    path.write_text(text, encoding="utf-8")
    return text, api.check(bank.home, folder, mapping=path)


def test_the_usual_files_of_a_chinese_bank_pass_the_check_unchanged(bank, counts) -> None:
    text, report = proposed(bank, DELIVERY)
    assert counts(report) == {
        "customers": (59, 59, 0), "products": (2, 2, 0), "accounts": (59, 59, 0),
        "balances": (59, 59, 0), "transactions": (59, 59, 0),
    }  # fmt: skip
    assert report.left_out[0]["file"] == "README.md"
    assert 'files = ["余额_{date}.csv"]' in text
    assert 'repair = ["thousands"]' in text
    assert 'positive = ["贷"], negative = ["借"]' in text
    assert 'family = "wealth"  # ? asset class of this product' in text
    assert "# not used: 备注" in text


def test_the_proposal_of_english_headers_reads_what_it_says(bank) -> None:
    files = {
        "clients.csv": "Client ID,Full Name,Sex,DOB\n007,Ann,F,31/12/1980\n008,Bo,M,01/02/1981\n",
        "accounts.csv": "account_no,client_id,product_code,open_date\nA1,007,savings,2019-01-02\n",
        "tx.csv": "txn_id,account_no,posting_date,debit,credit\n1,A1,2019-01-03,,5.00\n"
        "2,A1,2019-01-04,2.50,\n",
    }
    text, report = proposed(bank, files)
    assert report.problems == ()
    assert 'debit = "debit", credit = "credit"' in text
    assert 'values = { "F" = "female", "M" = "male" }' in text
    assert 'birth_date = { column = "DOB", format = "%d/%m/%Y" }' in text


def test_what_could_not_be_told_is_marked(bank) -> None:
    files = {
        "balances.csv": "acct,amount_date,balance\nA1,01/02/2019,500\nA1,02/03/2019,600\n",
        "strange.csv": "foo,bar\n1,2\n",
    }
    text, _ = proposed(bank, files)
    assert "# ? yuan, fen or wan" in text
    assert "# ? one currency for the whole file?" in text
    assert 'reason = "could not tell what it holds; its columns are: f***, b***"  # ?' in text


def test_deposits_per_customer_get_an_account_of_their_own(bank, counts) -> None:
    files = {f"ck_20190{m}31.csv": "客户号,存款余额\n1,5.00\n2,6.00\n" for m in (7, 8)}
    text, report = proposed(bank, files)
    assert counts(report) == {
        "customers": (2, 2, 0), "products": (1, 1, 0), "accounts": (2, 2, 0),
        "balances": (4, 4, 0),
    }  # fmt: skip
    assert 'text = "{客户号}:deposits"' in text


def test_titles_in_excel_and_fixed_widths_are_seen(bank) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (
        ["月报"],
        [],
        ["客户号", "姓名", "开户日"],
        ["01", "甲", 43831],
        ["02", "乙", 43832],
    ):
        sheet.append(line)
    held = io.BytesIO()
    book.save(held)
    fixed = "".join(f"{n:06d}  2019013{n % 2}  {n * 100:>10}.00\n" for n in range(1, 30))
    text, report = proposed(bank, {"kh.xlsx": held.getvalue(), "zz.txt": fixed})
    assert report.problems == ()
    assert "skip = 2" in text
    assert 'format = "excel"' in text
    assert "zz.txt" in text


def test_a_folder_of_which_nothing_can_be_told_is_refused_with_the_reasons(bank) -> None:
    with pytest.raises(Refused, match="its columns are: a, b"):
        api.propose(bank.delivery({"x.csv": "a,b\n1,2\n"}))
    with pytest.raises(Refused, match="It has no files"):
        api.propose(bank.delivery({}))
    with pytest.raises(Refused, match="There is no folder"):
        api.propose(bank.folder / "nowhere")


@pytest.mark.real_data
def test_public_files_get_a_mapping_that_can_be_read(shared_data: Path, tmp_path: Path) -> None:
    for name in ("berka",):
        folder = tmp_path / name
        shutil.copytree(shared_data / name, folder)
        mapping_file.parse(api.propose(folder))


def test_the_contract_is_printed_with_every_table_column_and_mark() -> None:
    text = api.contract_text()
    assert "customers: one row per customer" in text
    assert "  *k customer_id " in text
    assert "customer_id must be found in customers" in text
    assert "snapshots" not in text


def test_mappings_that_ship_and_those_of_the_home_are_listed(bank) -> None:
    bank.home.mappings.mkdir()
    (bank.home.mappings / "own.toml").write_text(bank.mapping, encoding="utf-8")
    (bank.home.mappings / "berka.toml").write_text("name =", encoding="utf-8")
    found = {item["name"]: item for item in api.mappings(bank.home)}
    assert found["xiamen_bank_2020"]["where"] == "shipped"
    assert found["own"] == {"name": "own", "where": "home", "what": "A bank of the tests"}
    assert "not valid TOML" in found["berka"]["what"]


def test_an_empty_cell_in_the_middle_does_not_lengthen_the_separator(bank, counts) -> None:
    rows = "".join(f"62{n:08d}|@|{n:08d}|@|D|@|20200115|@||@|CNY|@|\n" for n in range(1, 30))
    head = "账号|@|客户号|@|产品代码|@|开户日|@|销户日|@|币种|@|\n"
    text, report = proposed(bank, {"账户.txt": head + rows})
    assert 'delimiter = "|@|"\n' in text
    assert counts(report)["accounts"] == (29, 29, 0)


def test_a_file_of_fixed_width_gets_a_source_to_complete(bank) -> None:
    rows = "".join(f"{n:08d}  {n * 7:6d}  X{n % 3}\n" for n in range(1, 30))
    text = api.propose(bank.delivery({"客户.csv": customers(), "固定.txt": rows}))
    assert 'layout = "fixed"\nwidths = [' in text
    assert 'names = ["c1", "c2", "c3"]' in text
    assert "#   c1: 0******1, 0******2, 0******3" in text


def test_exchange_rates_are_proposed_as_they_are(bank) -> None:
    head = "rate_date,base,quote,rate\n"
    rows = "".join(f"2020-01-{n:02d},USD,CNY,7.1{n}\n" for n in range(1, 29))
    text, _report = proposed(bank, {"fx_rates.csv": head + rows, "customers.csv": customers()})
    assert 'rate_e8 = { column = "rate", unit = "ratio" }' in text


def test_a_control_file_beside_its_data_is_proposed_and_held_against_it(bank, counts) -> None:
    rows = "".join(f"62{n:08d},2019-10-31,{n}.50\n" for n in range(1, 41))
    files = {
        "客户.csv": customers(),
        "余额_20191031.csv": "账号,数据日期,余额\n" + rows,
        "余额_20191031.chk": "文件|行数|合计\n余额_20191031.csv|40|840.00\n",
    }
    text, report = proposed(bank, files)
    assert (
        '[sources.control]\nfiles = "{stem}.chk"\ndelimiter = "|"\nrows = "行数"\n'
        'sum = "合计"\nsum_of = "余额"\n'
    ) in text
    assert report.left_out == ()
    files["余额_20191031.csv"] = files["余额_20191031.csv"].replace(
        "6200000040,2019-10-31,40.50", ""
    )
    with pytest.raises(Refused, match="40"):
        api.check(bank.home, bank.delivery(files), mapping=bank.folder / "proposed.toml")
