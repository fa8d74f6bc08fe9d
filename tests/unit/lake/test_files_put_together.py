"""Which small files are put together: those of one size, eight at a time, never the book."""

from __future__ import annotations

from hengke.pipelines.intake.compacting import TOGETHER, due, size_class
from hengke.pipelines.lake import DataFile

SOURCES = {"mine": "m", "theirs": "t"}


def files(*rows: int, batch: str = "mine") -> list[DataFile]:
    return [
        DataFile(f"silver/balances/{batch}{number}.parquet", count, batch)
        for number, count in enumerate(rows)
    ]


def test_each_class_holds_eight_times_the_rows_of_the_one_before() -> None:
    assert [size_class(rows) for rows in (0, 1, 262_143, 262_144, 2_097_151, 2_097_152)] == [
        5, 5, 5, 6, 6, 7,
    ]  # fmt: skip


def test_eight_of_a_size_are_due_and_seven_are_not() -> None:
    days = files(*[90_000] * TOGETHER)
    assert due(days, SOURCES) == days
    assert due(days[1:], SOURCES) == []


def test_a_large_file_is_not_copied_for_small_ones() -> None:
    listed = [*files(100_000_000, 1_000_000), *files(*[90_000] * TOGETHER)]
    assert due(listed, SOURCES) == listed[2:]


def test_files_of_two_mappings_stay_apart() -> None:
    assert due([*files(*[1] * 7), *files(*[1] * 7, batch="theirs")], SOURCES) == []


def test_files_of_a_month_stay_as_they_are() -> None:
    months = [
        DataFile(f"silver/balances/2026-0{number}/b.parquet", 9, "mine") for number in range(1, 10)
    ]
    assert due(months, SOURCES) == []


def test_a_day_of_any_size_is_copied_a_few_times_in_ten_years() -> None:
    """Simulated: each day 90,000 rows; whatever is due is put together at once."""
    listed: list[DataFile] = []
    copied, most = 0, 0
    for day in range(3_650):
        listed.append(DataFile(f"d{day}", 90_000, "mine"))
        while group := due(listed, SOURCES):
            rows = sum(file.rows for file in group)
            copied += rows
            listed = [file for file in listed if file not in group]
            listed.append(DataFile(f"d{day}-{rows}", rows, "mine"))
        most = max(most, len(listed))
    assert copied / (3_650 * 90_000) < 3.1
    assert most < 100
