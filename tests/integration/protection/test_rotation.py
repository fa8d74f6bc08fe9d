"""New keys for old: all is sealed again, also after a kill, and old keys go in their time."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from tests.integration.protection.test_nothing_plain import PEOPLE, Plain

from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.pipelines import destroying, lake, resealing, rotating, tidying
from hengke.pipelines.intake import bronze
from hengke.pipelines.protection import ring
from hengke.pipelines.protection.identifiers import Fingerprints
from hengke.pipelines.protection.ring import DESTROYED, IDENTIFIERS, INDEX, RETIRED
from hengke.pipelines.protection.sealing import Sealer

pytestmark = pytest.mark.slow_test


@pytest.fixture
def plain(tmp_path: Path) -> Plain:
    found = Plain(tmp_path)
    found.load("csv")
    return found


def rows(plain: Plain, table: str = "customers") -> list[dict[str, Any]]:
    paths = [str(path) for path in lake.silver_paths(plain.home, lake.load(plain.home), table)]
    return sorted(pq.read_table(paths).to_pylist(), key=lambda row: str(row["customer_id"]))


def check_opens(plain: Plain) -> None:
    """Every name opens with the key of today, and is found by the index of today."""
    keys = ring.load(plain.home)
    sealer, prints = Sealer(keys), Fingerprints(keys)
    for row, person in zip(rows(plain), PEOPLE, strict=True):
        assert sealer.is_current(row["name"])
        assert sealer.open(row["name"]) == person[1]
        assert row["name_key"] == prints.of_name(person[1])["name_key"]
    for row, person in zip(rows(plain, "accounts"), PEOPLE, strict=True):
        assert sealer.open(row["card_number"]) == person[6]


def test_everything_is_sealed_again_and_the_same_files_are_still_known(plain: Plain) -> None:
    before = rows(plain)
    rotating.rotate(plain.home, index=True)
    assert resealing.reseal(plain.home, tell=lambda *_: None) == 2
    check_opens(plain)
    assert {row["name"] for row in rows(plain)}.isdisjoint(row["name"] for row in before)
    assert resealing.reseal(plain.home, tell=lambda *_: None) == 0


def test_killed_between_two_files_it_goes_on_behind_the_first(plain: Plain) -> None:
    rotating.rotate(plain.home, index=True)
    seen: list[int] = []

    def killed(stage: str, done: int, total: int) -> None:
        seen.append(done)
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resealing.reseal(plain.home, tell=killed)
    assert seen == [0, 1]
    assert resealing.reseal(plain.home, tell=lambda *_: None) == 1
    check_opens(plain)


def test_an_old_key_stays_as_long_as_what_was_read_under_it(plain: Plain) -> None:
    rotating.rotate(plain.home, index=True)
    resealing.reseal(plain.home, tell=lambda *_: None)
    gone, kept = rotating.destroy_unneeded(plain.home, holder_of=lambda _key: "", now=clock.now())
    keys = ring.load(plain.home).keys
    assert [keys[key].purpose for key in gone] == [INDEX]
    assert [keys[key].purpose for key in kept] == [IDENTIFIERS]
    assert all(keys[key].state == RETIRED for key in kept)
    tidying.tidy(plain.home, shown="", now=clock.now() + timedelta(days=500))
    gone, kept = rotating.destroy_unneeded(plain.home, holder_of=lambda _key: "", now=clock.now())
    assert [keys[key].purpose for key in gone] == [IDENTIFIERS]
    assert not kept
    check_opens(plain)


def test_what_was_read_is_destroyed_by_its_key_when_its_time_is_over(plain: Plain) -> None:
    batch = lake.load(plain.home).batches[-1]
    found = bronze.opened(plain.home, ring.load(plain.home), batch.id, plain.folder / "again")
    assert sum(pq.read_metadata(path).num_rows for path in found) == 7
    now = clock.now()
    tidying.tidy(plain.home, shown="", now=now + timedelta(days=36))
    assert not (plain.home.lake / "bronze").exists() or not list(
        (plain.home.lake / "bronze").rglob("*.sealed")
    )
    assert list((plain.home.lake / "quarantine").rglob("*.sealed"))
    tidying.tidy(plain.home, shown="", now=now + timedelta(days=401))
    lines = [json.loads(line) for line in destroying.log(plain.home).read_text().splitlines()]
    assert [line["partition"] for line in lines] == [
        f"bronze/{batch.id}", f"quarantine/{batch.id}"
    ]  # fmt: skip
    states = {key.purpose: key.state for key in ring.load(plain.home).keys.values()}
    assert states[f"bronze/{batch.id}"] == states[f"quarantine/{batch.id}"] == DESTROYED
    assert not list(plain.home.lake.rglob("*.sealed"))


def test_a_home_that_lost_its_ring_is_told_and_gets_no_new_one(plain: Plain) -> None:
    plain.home.key_ring.rename(plain.folder / "ring.json")
    before = sorted(plain.home.lake.rglob("*"))
    with pytest.raises(Refused, match=r"key ring .* is missing"):
        plain.load("excel")
    assert not plain.home.key_ring.exists()
    assert [path for path in before if not path.exists()] == []
    (plain.folder / "ring.json").rename(plain.home.key_ring)
    check_opens(plain)


def test_another_master_key_opens_the_same_keys(
    plain: Plain, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = plain.folder / "other.key"
    from hengke.pipelines.protection import master

    master.write(other, b"m" * 32)
    ring.rewrap(plain.home, master.read_file(other), now=clock.now())
    with pytest.raises(Refused, match="does not open with this master key"):
        check_opens(plain)
    monkeypatch.setenv(master.VARIABLE, str(other))
    check_opens(plain)
