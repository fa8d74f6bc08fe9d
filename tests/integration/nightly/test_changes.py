"""What a late file, an override or a killed run changes: from its date on, and nothing else."""

from __future__ import annotations

import csv
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.integration.homes import AS_OF, POLICY, fingerprints, only

from hengke.pipelines import lake, nightly, tiers
from hengke.pipelines.answers import rows
from hengke.pipelines.home import Home
from hengke.pipelines.intake import api

pytestmark = [pytest.mark.slow_test, pytest.mark.long_test]
KILLED = """
import os, signal, sys
from datetime import date
from pathlib import Path
from hengke.pipelines import nightly
from hengke.pipelines.home import Home

def killed(stage, done=0, total=None):
    if stage == "tasks":
        os.kill(os.getpid(), signal.SIGKILL)

nightly.run(Home(Path(sys.argv[1])), as_of=date(2026, 10, 22), progress=killed)
"""


def assessed(home: Home, on: str) -> lake.AssessmentEntry:
    entry = lake.load(home).assessment(POLICY, on)
    assert entry is not None
    return entry


def decision(home: Home, customer_id: str, on: str) -> dict[str, Any]:
    path = home.lake / assessed(home, on).path
    return rows(f"SELECT * FROM '{path}' WHERE customer_id = ?", [customer_id])[0]


def somebody(home: Home, condition: str) -> str:
    path = home.lake / assessed(home, "2026-09-30").path
    return str(
        rows(f"SELECT customer_id FROM '{path}' WHERE {condition} ORDER BY 1 LIMIT 1")[0][
            "customer_id"
        ]
    )


def late_balance(home: Home, customer_id: str, folder: Path) -> None:
    """A delivery that says: on 15 August 2026 this customer's first account held 9 million."""
    folder.mkdir()
    accounts = [str(path) for path in lake.silver_paths(home, lake.load(home), "accounts")]
    account = rows(
        f"SELECT account_id FROM read_parquet({accounts}) "
        "WHERE customer_id = ? AND currency = 'CNY' AND closed_on IS NULL ORDER BY 1 LIMIT 1",
        [customer_id],
    )[0]["account_id"]
    with (folder / "balances.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["account_id", "balance_date", "balance_minor", "currency", "observed"])
        writer.writerow([account, "2026-08-15", 900_000_000, "CNY", "change"])
    api.import_delivery(home, folder, mapping="hengke_contract", confirmed=True)


def test_a_late_file_reopens_its_month_and_what_follows_and_keeps_the_old_run(
    tiers_home: Home, tmp_path: Path
) -> None:
    old_run, old_july = lake.load(tiers_home).runs[-1], assessed(tiers_home, "2026-07-31")
    old_august = assessed(tiers_home, "2026-08-31")
    old_bytes = fingerprints(tiers_home.lake)
    customer = somebody(tiers_home, "assessed_rank = 0 AND state = 'normal'")
    late_balance(tiers_home, customer, tmp_path / "late")

    report = nightly.run(tiers_home, as_of=AS_OF)

    assert [one["assessed_on"] for one in report.assessed] == ["2026-08-31", "2026-09-30"]
    assert assessed(tiers_home, "2026-07-31") == old_july
    assert assessed(tiers_home, "2026-08-31").known_at != old_august.known_at
    assert decision(tiers_home, customer, "2026-08-31")["value_minor"] > 100_000_000
    assert report.run_id != old_run.run_id
    theirs = (*old_run.gold.values(), old_august.path)
    still_there = [path for path in old_bytes if path.startswith(theirs)]
    now = fingerprints(tiers_home.lake)
    assert len(still_there) > len(theirs)
    assert all(now[path] == old_bytes[path] for path in still_there)


def test_an_approved_override_counts_from_its_day_and_its_end_is_seen(own_home: Home) -> None:
    customer = somebody(own_home, "assessed_rank = 0 AND effective_rank = 0 AND state = 'normal'")
    override = {
        "customer_id": customer,
        "policy": POLICY,
        "tier": "platinum",
        "starts_on": date(2026, 7, 20),
        "until": date(2026, 9, 15),
        "reason": "family of a private client",
    }
    only(own_home)
    report = nightly.run(own_home, as_of=AS_OF, overrides=[override])
    assert [one["assessed_on"] for one in report.assessed] == [
        "2026-07-31",
        "2026-08-31",
        "2026-09-30",
    ]
    july, august = (decision(own_home, customer, on) for on in ("2026-07-31", "2026-08-31"))
    assert (july["effective_tier"], july["state"]) == ("platinum", "overridden")
    assert (july["assessed_tier"], july["reason_code"]) == ("mass", "set_by_hand")
    assert august["state"] == "overridden"
    september = decision(own_home, customer, "2026-09-30")
    assert (september["state"], september["effective_tier"]) == ("watch", "platinum")

    own_home.change_settings(without=())
    without = nightly.run(own_home, as_of=AS_OF)
    assert without.reused, "the run without the override was computed before"


def test_an_override_approved_between_two_assessments_is_honoured_by_the_next_run(
    tiers_home: Home,
) -> None:
    customer = somebody(tiers_home, "assessed_rank = 0 AND effective_rank = 0 AND state = 'normal'")
    override = {
        "customer_id": customer, "policy": POLICY, "tier": "platinum",
        "starts_on": date(2026, 10, 20), "until": date(2027, 3, 31), "reason": "family",
    }  # fmt: skip
    report = nightly.run(tiers_home, as_of=AS_OF, overrides=[override])
    assert report.assessed == [], "no assessment lies in its days yet"
    positions = tiers_home.lake / lake.load(tiers_home).runs[-1].gold["positions"]
    row = rows(f"SELECT * FROM '{positions}' WHERE customer_id = ?", [customer])[0]
    assert (row["effective_tier"], row["state"]) == ("platinum", "overridden")
    assert (row["fails_used"], row["keep_floor_minor"]) == (0, 500_000_00)
    assert (row["next_change_on"], row["next_tier"]) == (date(2027, 6, 1), "mass")
    assert row["fall_probability"] is None
    told = tiers.explain(
        tiers_home, customer_id=customer, as_of=AS_OF, policy=POLICY, language="en"
    )
    assert "Platinum was set by hand" in told["manager"]


def test_a_run_killed_before_its_commit_leaves_nothing_visible_and_the_next_one_heals(
    own_home: Home,
) -> None:
    before = lake.load(own_home)
    only(own_home)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(own_home.path)], capture_output=True, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    assert lake.load(own_home) == before
    orphans = [path for path in (own_home.lake / "gold").iterdir() if path.name[:8] == "20261022"]
    assert orphans, "it had begun to write"

    own_home.change_settings(without=())
    report = nightly.run(own_home, as_of=AS_OF)
    assert report.reused
    assert not any(path.exists() for path in orphans)
    assert not (own_home.lake / ".scratch").exists()
    only(own_home)
    assert nightly.run(own_home, as_of=date(2026, 10, 22)).customers == report.customers


def test_the_new_policy_of_the_bank_is_followed_from_its_first_day(tiers_home: Home) -> None:
    shipped = Path(nightly.load.__code__.co_filename).parent / POLICY / "2020-01-01.toml"
    raised = shipped.read_text(encoding="utf-8").replace('"50000.00"', '"80000.00"')
    folder = tiers_home.tier_policies / POLICY
    folder.mkdir(parents=True)
    (folder / "2026-08-01.toml").write_text(raised, encoding="utf-8")

    report = nightly.run(tiers_home, as_of=AS_OF)

    assert [one["assessed_on"] for one in report.assessed] == ["2026-08-31", "2026-09-30"]
    assert "2026-08-01" in assessed(tiers_home, "2026-08-31").policy_version
    assert "2020-01-01" in assessed(tiers_home, "2026-07-31").policy_version
    path = tiers_home.lake / assessed(tiers_home, "2026-09-30").path
    lowest = duckdb.sql(
        f"SELECT min(value_minor) FROM '{path}' WHERE assessed_tier = 'gold'"
    ).fetchall()[0][0]
    assert lowest >= 8_000_000
