"""Which seals a run may read: those whose name still follows from the deliveries, undamaged."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hengke.pipelines.lake import Batch, Manifest
from hengke.pipelines.seals import Seals, damaged_keepings, day_to_seal, write_sums

AUGUST, SEPTEMBER, OCTOBER = date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31)


def delivery(number: str, first: str | None, *, status: str = "loaded") -> Batch:
    return Batch(number, "bank", "2026-11-01", status=status, earliest_date=first)


def seals(folder: Path, *batches: Batch) -> Seals:
    return Seals(folder, Manifest(batches=list(batches)), "CNY")


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    """Seals of three month ends of a bank with one delivery."""
    found = seals(tmp_path, delivery("1", "2024-11-01"))
    for on in (AUGUST, SEPTEMBER, OCTOBER):
        found.path(on).mkdir()
        pq.write_table(pa.table({"on": [on]}), found.path(on) / "stretches-0000.parquet")
        write_sums(found.path(on))
    return tmp_path


def test_the_newest_up_to_the_business_date_is_read(sealed: Path) -> None:
    found = seals(sealed, delivery("1", "2024-11-01"))
    assert found.newest(date(2026, 11, 12)) == OCTOBER
    assert found.newest(date(2026, 10, 30)) == SEPTEMBER
    assert found.newest(date(2026, 8, 30)) is None


@pytest.mark.parametrize(
    ("touched", "newest"),
    [("2026-11-02", OCTOBER), ("2026-10-31", SEPTEMBER), ("2026-09-02", AUGUST), (None, None)],
)
def test_a_delivery_overtakes_the_seals_of_the_days_that_it_touches(
    sealed: Path, touched: str | None, newest: date | None
) -> None:
    found = seals(sealed, delivery("1", "2024-11-01"), delivery("2", touched))
    assert found.newest(date(2026, 11, 12)) == newest


def test_a_delivery_that_is_taken_back_overtakes_nothing(sealed: Path) -> None:
    back = delivery("2", "2026-09-02", status="undone")
    assert seals(sealed, delivery("1", "2024-11-01"), back).newest(OCTOBER) == OCTOBER


def test_a_damaged_seal_is_passed_over(sealed: Path) -> None:
    found = seals(sealed, delivery("1", "2024-11-01"))
    file = found.path(OCTOBER) / "stretches-0000.parquet"
    flipped = bytearray(file.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    file.write_bytes(flipped)
    assert found.newest(OCTOBER) == SEPTEMBER
    (found.path(SEPTEMBER) / "stretches-0000.parquet").unlink()
    assert seals(sealed, delivery("1", "2024-11-01")).newest(OCTOBER) == AUGUST


def test_the_last_two_that_hold_stay_and_drafts_go(sealed: Path) -> None:
    found = seals(sealed, delivery("1", "2024-11-01"))
    (sealed / ".2026-10-31-abc.77.draft").mkdir()
    found.sweep()
    assert sorted(sealed.iterdir()) == sorted([found.path(SEPTEMBER), found.path(OCTOBER)])


@pytest.mark.parametrize(
    ("as_of", "on"),
    [
        (date(2026, 11, 9), SEPTEMBER),
        (date(2026, 11, 10), OCTOBER),
        (date(2026, 10, 9), AUGUST),
        (date(2026, 8, 20), None),
    ],
)
def test_a_month_is_sealed_when_ten_days_have_passed(as_of: date, on: date | None) -> None:
    assert day_to_seal(first=date(2026, 8, 15), as_of=as_of) == on


def test_a_damaged_seal_is_told_by_name(
    sealed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lake = tmp_path_factory.mktemp("lake")
    shutil.copytree(sealed, lake / "seals")
    assert damaged_keepings(lake) == []
    file = next((lake / "seals").glob("2026-10-31-*/stretches-0000.parquet"))
    file.write_bytes(file.read_bytes()[:-1])
    (damage,) = damaged_keepings(lake)
    assert damage.path == file.relative_to(lake).as_posix()
    assert "the next run" in damage.way_out.lower()
