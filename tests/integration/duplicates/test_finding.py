"""Duplicates of a Chinese book: by identifiers, by ear, and never by a value everybody has."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengke.kernel.errors import Refused
from hengke.pipelines.duplicates.finding import Pair, clusters, in_file
from hengke.pipelines.duplicates.mapping import find
from hengke.policies.duplicates import load

POLICY = load(on=date(2026, 11, 26))
CONTRACT = find("hengke_contract")
COLUMNS = CONTRACT.columns


def record(number: int, chance: random.Random) -> dict[str, str]:
    surname = chance.choice("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
    given = "".join(chance.choices("国建志德文福明永光荣秀兰英桂玉珍凤淑素芳浩博睿晨轩", k=2))
    born = date.fromordinal(date(1950, 1, 1).toordinal() + chance.randrange(18_000))
    return {
        "customer_id": f"C{number:04}",
        "name": surname + given,
        "birth_date": born.isoformat(),
        "id_number": f"{chance.randrange(110000, 650000)}{born:%Y%m%d}{chance.randrange(1000)}X",
        "phone": f"13{chance.randrange(10**9):09}",
        "email": f"u{chance.randrange(10**7)}@example.com",
        "address": f"厦门市思明区{chance.randrange(900)}路{chance.randrange(99)}号",
    }


def written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, COLUMNS)
        sheet.writeheader()
        sheet.writerows(rows)
    return path


@pytest.mark.slow_test
def test_one_person_is_found_under_other_spellings(tmp_path: Path) -> None:
    chance = random.Random(3)
    rows = [record(number, chance) for number in range(400)]
    rows[0]["name"] = "王小明"
    by_ear = {**rows[0], "customer_id": "D0", "name": "王晓明", "id_number": "", "email": ""}
    by_number = {
        **record(900, chance), "customer_id": "D1",
        "id_number": f" {rows[1]['id_number'].lower()}", "name": rows[1]["name"],
    }  # fmt: skip
    typed = {**rows[2], "customer_id": "D2", "phone": f"+86 {rows[2]['phone']}", "id_number": ""}
    typed["name"] = rows[2]["name"][:2]
    found = in_file(
        written(tmp_path / "c.csv", [*rows, by_ear, by_number, typed]), CONTRACT, POLICY
    )
    pairs = {(pair.left, pair.right): pair for pair in found.pairs}
    assert set(pairs) == {("C0000", "D0"), ("C0001", "D1"), ("C0002", "D2")}
    assert "id_number" in pairs["C0001", "D1"].exact
    assert "phone+birth_date" in pairs["C0000", "D0"].exact
    assert found.rows == 403


@pytest.mark.slow_test
def test_a_number_that_everybody_has_is_no_sign_and_is_told(tmp_path: Path) -> None:
    chance = random.Random(4)
    rows = [{**record(number, chance), "phone": "13800000000"} for number in range(60)]
    policy = replace(POLICY, most_rows=20)
    found = in_file(written(tmp_path / "c.csv", rows), CONTRACT, policy)
    assert found.pairs == ()
    assert any("shared by more than 20 records" in note for note in found.notes)


@pytest.mark.slow_test
@pytest.mark.parametrize("rows", [0, 1, 2, 3])
def test_the_smallest_files_are_answered(tmp_path: Path, rows: int) -> None:
    chance = random.Random(5)
    first = record(0, chance)
    file = written(
        tmp_path / "c.csv", [{**first, "customer_id": f"C{number}"} for number in range(rows)]
    )
    found = in_file(file, CONTRACT, POLICY)
    assert len(found.pairs) == rows * (rows - 1) // 2
    assert found.rows == rows


def test_a_key_that_two_records_have_is_refused(tmp_path: Path) -> None:
    row = record(0, random.Random(6))
    with pytest.raises(Refused, match="C0000"):
        in_file(written(tmp_path / "c.csv", [row, row]), CONTRACT, POLICY)


def test_a_file_without_a_column_names_it(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("customer_id,nam\n1,x\n", encoding="utf-8")
    with pytest.raises(Refused, match='Did you mean "nam"'):
        in_file(path, CONTRACT, POLICY)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=40))
def test_clusters_are_the_connected_records(edges: list[tuple[int, int]]) -> None:
    pairs = [Pair(f"{a:02}", f"{b:02}", 1.0, 9.0) for a, b in edges if a != b]
    found = clusters(pairs)
    of = {key: number for number, group in enumerate(found) for key in group}
    assert sorted(of) == sorted({key for pair in pairs for key in (pair.left, pair.right)})
    assert all(of[pair.left] == of[pair.right] for pair in pairs)
    for group in found:  # connected: reached from its first record
        reached, waiting = set(), {group[0]}
        while waiting:
            key = waiting.pop()
            reached.add(key)
            beside = {p.right for p in pairs if p.left == key} | {
                p.left for p in pairs if p.right == key
            }
            waiting |= beside - reached
        assert reached == set(group)
