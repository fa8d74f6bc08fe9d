"""What is wrong with a whole file is refused before any row is judged, with the way out."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from hengke.kernel.errors import Refused

pytestmark = pytest.mark.slow_test


def refusal(bank, files, **changed) -> str:
    """Message and next step; nothing in the home may have changed."""
    before = {name: data for name, data in bank.tree().items() if "staged" not in name}
    with pytest.raises(Refused) as refused:
        bank.load({**files, **{f"{name}.csv": text for name, text in changed.items()}})
    after = {name: data for name, data in bank.tree().items() if "staged" not in name}
    assert after == before
    return str(refused.value)


def test_a_file_in_another_encoding_than_declared_is_named_with_line_and_byte(bank, files) -> None:
    bank.mapping = bank.mapping.replace('["customers*"]', '["customers*"]\nencoding = "utf-8"')
    said = refusal(bank, files, customers=files["customers.csv"].encode("gb18030"))
    assert "customers.csv, line 2: byte 29 is not utf-8" in said
    assert 'set encoding = "gb18030"' in said


def test_a_utf_8_file_declared_as_gbk_is_refused_instead_of_turned_into_nonsense(
    bank, files
) -> None:
    bank.mapping = bank.mapping.replace('["customers*"]', '["customers*"]\nencoding = "gbk"')
    assert "the mapping says gb18030, but the file is utf-8" in refusal(bank, files)


def test_an_encoding_that_changes_in_mid_file_is_refused(bank, files) -> None:
    rows = "".join(f"{n:06d},P,a,20200101,\n" for n in range(60_000))
    text = ("id,kind,name,since,op\n" + rows).encode() + "9999999,P,张三,20200101,\n".encode("gbk")
    assert "line 60002: byte" in refusal(bank, files, customers=text)


def test_a_missing_column_is_named_with_the_nearest_one(bank, files) -> None:
    said = refusal(bank, files, balances="acount,day,amount\nA1,20200131,1\n")
    assert 'balances.csv has no column "account"' in said
    assert 'Did you mean "acount"?' in said


@pytest.mark.requirement("R245")
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_file_without_its_header_leaves_nothing_of_a_person_in_the_home(
    bank, files, delimiter
) -> None:
    row = ["X990001", "司马相如", "13987654321", "310101198001011234", "sima@example.com"]
    text = "\n".join([delimiter.join(row), delimiter.join(row)])
    said = refusal(bank, files, customers=text)
    assert "the header were missing" in said if delimiter == "," else 'no ","' in said
    kept = [path.read_bytes() for path in bank.home.path.rglob("*") if path.is_file()]
    for value in row[1:]:
        assert value not in said
        assert not [1 for content in kept if value.encode() in content]


def test_a_sheet_that_is_called_like_a_person_is_not_named(bank, files) -> None:
    from openpyxl import Workbook

    book, written = Workbook(), io.BytesIO()
    book.active.title = "司马相如"
    book.create_sheet("Sheet2")
    book.save(written)
    bank.mapping = bank.mapping.replace('["customers*"]', '["people*"]\nsheet = "客户"')
    said = refusal(bank, {**files, "people.xlsx": written.getvalue()})
    assert 'people.xlsx has no sheet "客户". There is: 司***, Sheet2.' in said


def test_a_doubled_column_is_refused_with_its_places(bank, files) -> None:
    said = refusal(bank, files, balances="account,day,amount,Amount\nA1,20200131,1,2\n")
    assert 'the column "amount" 2 times (columns 3, 4)' in said


def test_an_empty_file_is_refused(bank, files) -> None:
    assert "balances.csv is empty: not even a header" in refusal(bank, files, balances="")


def test_a_delivery_without_any_row_is_refused(bank) -> None:
    assert "Not one row" in refusal(bank, {"balances.csv": "account,day,amount\n"})


def test_a_file_with_a_header_only_is_told_and_does_no_harm(bank, files) -> None:
    files["balances.csv"] = "account,day,amount\n"
    assert "balances.csv has no rows." in bank.load(files).notes


def test_the_wrong_delimiter_is_noticed_for_the_whole_file(bank, files) -> None:
    text = files["balances.csv"].replace(",", ";")
    said = refusal(bank, files, balances=text)
    assert 'has one column where source "balances" needs several: no "," stands in' in said


def test_a_quotation_mark_that_nobody_closes_is_named_with_its_line(bank, files) -> None:
    text = files["balances.csv"] + '"A1,20200131,1\n' + "A2,20200131,1\n" * 400
    said = refusal(bank, files, balances=text)
    assert "balances.csv, line 4: a quotation mark is opened and never closed" in said


def test_a_gzip_file_that_announces_gigabytes_is_refused_early(bank, files) -> None:
    line = b"A1,20200131,1" + b" " * 900 + b"\n"
    held = io.BytesIO()
    with gzip.GzipFile(fileobj=held, mode="wb", compresslevel=9) as packed:
        packed.write(b"account,day,amount\n")
        for _ in range(120):
            packed.write(line * 1000)
    assert len(held.getvalue()) < 1 << 20
    del files["balances.csv"]
    said = refusal(bank, {**files, "balances.csv.gz": held.getvalue()})
    assert "it looks like a decompression bomb" in said


def test_a_gzip_file_that_was_cut_off_is_refused(bank, files) -> None:
    whole = gzip.compress(files.pop("balances.csv").encode() * 50)
    said = refusal(bank, {**files, "balances.csv.gz": whole[:-12]})
    assert "cannot be unpacked after byte" in said


def test_an_excel_file_that_announces_gigabytes_is_refused_unopened(bank, files) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 << 20))
    del files["balances.csv"]
    assert "decompression bomb" in refusal(bank, {**files, "balances.xlsx": held.getvalue()})


def test_other_archives_are_to_be_unpacked_first(bank, files) -> None:
    assert "Unpack it" in refusal(bank, {**files, "balances_more.zip": b"PK"})


def test_files_that_are_not_what_their_name_says_are_refused(bank, files) -> None:
    del files["balances.csv"]
    assert "not a readable Parquet file" in refusal(bank, {**files, "balances.parquet": b"PAR1x"})
    assert "cannot be opened as an Excel file" in refusal(bank, {**files, "balances.xlsx": b"x"})


def test_a_column_name_that_we_need_ourselves_is_refused(bank, files) -> None:
    said = refusal(bank, files, balances="account,day,amount,_line\nA1,20200131,1,2\n")
    assert '"_line" is reserved' in said


def test_a_folder_that_is_not_there_or_fits_nothing_says_so(bank, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="There is no folder"):
        bank.load(tmp_path / "nowhere")
    said = refusal(bank, {"other.txt": "x"})
    assert "No file in delivery" in said
    assert "hengke mapping new DIR" in said


def test_files_that_no_source_takes_are_listed_with_the_reason(bank, files) -> None:
    bank.mapping += '[[ignored]]\nfiles = ["*.md"]\nreason = "explains the files"\n'
    report = bank.load({**files, "README.md": "x", "extra.csv": "x", ".hidden": "x"})
    assert report.left_out == (
        {"file": "README.md", "reason": "explains the files"},
        {"file": "extra.csv", "reason": "no source of the mapping takes it"},
    )


def test_rows_that_no_table_of_the_source_wants_are_counted(bank, files) -> None:
    bank.mapping = bank.mapping.replace(
        'table = "balances"', 'table = "balances"\nonly = { account = ["A*"] }'
    )
    files["balances.csv"] += "B7,20200131,1\n"
    assert 'Source "balances": 1 rows fit the "only" of no table.' in bank.load(files).notes
