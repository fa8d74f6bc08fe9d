"""`hengke import` as a data engineer uses it: check, load, again, and what was wrong."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.slow_test,
    pytest.mark.sqlite_only(reason="deliveries go into the lake, not into the database"),
]
Hengke = Callable[..., Any]
CUSTOMERS = """customer_id,name,birth_date
0001,王小明,1980-02-30
0002,李雷,1981-01-01
0002,韩梅梅,1982-01-01
"""


@pytest.fixture(scope="module")
def delivery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("delivery")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deliveries") / "bank"


@pytest.fixture(scope="module")
def loaded(hengke: Hengke, home: Path, delivery: Path) -> Any:
    return hengke("import", delivery, "--mapping", "hengke_contract", "--home", home)


def test_a_check_tells_everything_and_leaves_no_trace(
    hengke: Hengke, tmp_path: Path, delivery: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "bank"
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    answer = hengke(
        "import", delivery, "--mapping", "hengke_contract", "--home", home, "--check", "--json"
    )
    told = json.loads(answer.out)
    (customers,) = told["tables"]
    assert (customers["received"], customers["loaded"], customers["quarantined"]) == (3, 1, 2)
    assert not home.exists()
    assert [one.name for one in tmp_path.glob("hengke-*")] == [Path(told["errors"]).parent.name]


def test_a_first_import_makes_the_home_and_says_its_log_ins_beside_the_answer(
    loaded: Any, home: Path
) -> None:
    assert loaded.exit_code == 0
    assert "log-in head (branch_head)" in loaded.err
    assert "log-in" not in loaded.out
    assert (home / "home.toml").exists()


def test_received_is_loaded_and_quarantined_and_every_row_error_is_on_file(loaded: Any) -> None:
    assert "Received 3 = loaded 1 + quarantined 2" in loaded.out
    assert "1980-02-30" in loaded.out
    line = next(one for one in loaded.out.splitlines() if one.startswith("All row errors"))
    with Path(line.split(": ", 1)[1]).open(encoding="utf-8-sig", newline="") as file:
        errors = list(csv.DictReader(file))
    assert {(one["file"], one["row"]) for one in errors} == {
        ("customers.csv", "2"), ("customers.csv", "4")
    }  # fmt: skip


def test_the_same_files_again_change_nothing(
    hengke: Hengke, loaded: Any, home: Path, delivery: Path
) -> None:
    before = (home / "lake/manifest.json").read_bytes()
    again = hengke("import", delivery, "--mapping", "hengke_contract", "--home", home, "--json")
    assert json.loads(again.out)["unchanged"] is True
    assert again.err == ""
    assert (home / "lake/manifest.json").read_bytes() == before


def test_a_batch_is_taken_back(hengke: Hengke, delivery: Path, tmp_path: Path) -> None:
    home = tmp_path / "bank"
    brought = hengke("import", delivery, "--mapping", "hengke_contract", "--home", home, "--json")
    batch = json.loads(brought.out)["batch"]
    undone = hengke("import", "--undo", batch, "--home", home, "--json")
    assert json.loads(undone.out) == {"batch": batch, "undone": True}


def test_a_folder_that_is_not_there_is_refused_before_a_home_is_made(
    hengke: Hengke, tmp_path: Path
) -> None:
    answer = hengke(
        "import", tmp_path / "nowhere", "--mapping", "berka", "--home", tmp_path / "bank"
    )
    assert answer.exit_code == 2
    assert "nowhere" in answer.err
    assert not (tmp_path / "bank").exists()


def test_a_run_without_a_policy_names_the_way_to_one(
    hengke: Hengke, loaded: Any, home: Path
) -> None:
    answer = hengke("run", "--as-of", "2026-10-23", "--home", home)
    assert answer.exit_code == 2
    assert "polic" in answer.err
    assert "Traceback" not in answer.err


def test_while_another_command_writes_the_second_is_told_and_changes_nothing(
    hengke: Hengke, loaded: Any, home: Path, delivery: Path
) -> None:
    from hengke.pipelines import lake
    from hengke.pipelines.home import Home

    before = (home / "lake/manifest.json").read_bytes()
    with lake.writing(Home(home), what="hengke run --as-of 2026-10-23"):
        answer = hengke("import", delivery, "--mapping", "hengke_contract", "--home", home)
    assert answer.exit_code == 5
    assert "hengke run --as-of 2026-10-23" in answer.err
    assert (home / "lake/manifest.json").read_bytes() == before


def test_a_delivery_unlike_the_last_one_waits_and_tells_a_script_what_is_unlike(
    hengke: Hengke, tmp_path: Path
) -> None:
    home = tmp_path / "bank"

    def brought(count: int) -> Any:
        folder = tmp_path / f"delivery-{count}"
        folder.mkdir()
        rows = "".join(f"C{number},Name\n" for number in range(count))
        (folder / "customers.csv").write_text(f"customer_id,name\n{rows}", encoding="utf-8")
        return hengke("import", folder, "--mapping", "hengke_contract", "--home", home, "--json")

    assert brought(100).exit_code == 0
    waiting = brought(5)
    told = json.loads(waiting.out)
    assert waiting.exit_code == 4
    assert "--confirm" in waiting.err
    assert [(one["table"], one["last"], one["now"]) for one in told["deviations"]] == [
        ("customers", 100, 5)
    ]
    assert (told["batch"], told["checked_only"]) == ("", True)


def test_an_import_that_is_refused_makes_no_home(hengke: Hengke, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "customers.csv").write_text("nobody\nknows\n", encoding="utf-8")
    answer = hengke(
        "import", tmp_path / "files", "--mapping", "hengke_contract", "--home", tmp_path / "bank"
    )
    assert answer.exit_code == 2
    assert not (tmp_path / "bank").exists()


def test_after_an_import_the_next_command_fits_the_home(
    hengke: Hengke, loaded: Any, home: Path, tmp_path: Path
) -> None:
    """Without a policy it is the one that enables one; then the last day of the whole book."""
    assert f"Next: hengke policies enable NAME --home {home}" in loaded.out
    bank = tmp_path / "bank"

    def brought(name: str, rows: str) -> Any:
        folder = tmp_path / name
        folder.mkdir()
        for file, text in (
            ("customers.csv", "customer_id\nC1\n"),
            ("products.csv", "product_id,family\nD,demand_deposit\n"),
            ("accounts.csv", "account_id,customer_id,product_id,currency\nA1,C1,D,CNY\n"),
            ("balances.csv", "account_id,balance_date,balance_minor,currency,observed\n" + rows),
        ):
            (folder / file).write_text(text, encoding="utf-8")
        return hengke(
            "import", folder, "--mapping", "hengke_contract", "--home", bank, "--confirm"
        )  # fmt: skip

    brought("first", "A1,2020-02-29,100,CNY,change\n")
    hengke("policies", "enable", "standard_month_average", "--home", bank)
    delta = brought("second", "A1,2020-01-31,100,CNY,change\n")
    assert f"Next: hengke run --as-of 2020-02-29 --home {bank}" in delta.out
