"""A home that any release wrote opens in this one, and what people did in it is still there.

`homes/` holds one archive per release, written by that release (`tools/write_release_home.py`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from tests.integration.publish.private_postgresql import running_server, why_not
from tests.integration.upgrades.journey import NOTE

from hengke.pipelines import lake_versions

pytestmark = [pytest.mark.slow_test, pytest.mark.long_test]
REPOSITORY = Path(__file__).parents[3]
HOMES = sorted((Path(__file__).parent / "homes").glob("*.tar.xz"))
RELEASES = [path.name.removesuffix(".tar.xz") for path in HOMES]
BETWEEN = [pytest.param(name, marks=pytest.mark.drill_test) for name in RELEASES[1:-1]]
WRITTEN_IN = {"0.1.0": 1, "0.2.0": 2, "0.3.0": 2, "0.4.0": 4}
"""The form of the manifest in which each release left its home."""
WORK = {
    "people": ["auditor", "business", "chief", "data", "head", "rm"],
    "password": True,
    "preferences": ["en", "dark"],
    "done": 1,
    "snoozed_until": ["2026-10-15"],
    "promised": 1,
    "notes": [NOTE],
    "note_on_page": True,
    "overrides": [
        ["approved", "000006", "platinum"],
        ["requested", "000012", "platinum"],
    ],
    "hand_overs": [["000004", "S012"]],
    "shown_with": ["S012"],
}
"""What `tools/write_release_home.py` has people do, apart from the audit log."""
AUDITED = {
    "care.task_done", "care.task_snoozed", "care.contact_recorded", "tier_override.requested",
    "tier_override.approved", "customer.assigned", "identity.preferences_set",
}  # fmt: skip


def journey(home: Path, name: str, *words: str, database_url: str = "") -> dict[str, Any]:
    hidden = ("HENGKE_HOME", "DATABASE_URL", "DJANGO_SETTINGS_MODULE", "HENGKE_TEST_DATABASE_URL")
    environment = {key: value for key, value in os.environ.items() if key not in hidden}
    if database_url:
        environment["DATABASE_URL"] = database_url
    command = [sys.executable, "-m", "tests.integration.upgrades.journey", str(home), name, *words]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False,
        timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def unpacked(release: str, target: Path) -> Path:
    home = target / "home"
    archive = Path(__file__).parent / "homes" / f"{release}.tar.xz"
    with tarfile.open(archive) as packed:
        packed.extractall(home, filter="data")
    home.chmod(0o700)  # as an operator keeps it
    return home


@pytest.fixture(scope="module", params=[RELEASES[0], *BETWEEN, RELEASES[-1]])
def release(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def home(release: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a release; the journeys of this module are made in it one after the other."""
    return unpacked(release, tmp_path_factory.mktemp(f"release-{release}"))


@pytest.fixture(scope="module")
def opened(home: Path) -> dict[str, Any]:
    return journey(home, "as_it_comes")


@pytest.fixture(scope="module")
def gone_on(home: Path, opened: dict[str, Any]) -> dict[str, Any]:
    return journey(home, "goes_on")


def work_in(release: str) -> dict[str, Any]:
    """From 0.4.0 on a request ends after thirty days: that of its home had when it was written."""
    if WRITTEN_IN[release] < 4:
        return WORK
    decided, asked = WORK["overrides"]
    return WORK | {"overrides": [decided, ["expired", *asked[1:]]]}


def check_work(found: dict[str, Any], release: str) -> None:
    wanted = work_in(release)
    assert {name: found[name] for name in wanted} == wanted
    assert set(found["audit"]) >= AUDITED


def test_there_is_a_home_of_the_first_release_and_they_are_small() -> None:
    assert RELEASES[0] == "0.1.0"
    assert all(path.stat().st_size < 400_000 for path in HOMES)


def test_the_check_up_finds_nothing_wrong_before_anything_is_upgraded(opened) -> None:
    levels = {one["what"]: one["level"] for one in opened["findings"]}
    assert "fail" not in levels.values(), opened["findings"]
    assert levels["lake"] == "ok"


def test_pages_of_every_role_open_and_what_people_did_is_there(opened, release: str) -> None:
    assert set(opened["pages"].values()) == {200}, opened["pages"]
    assert opened["waiting"] == []
    check_work(opened["work"], release)


def test_the_archive_is_in_the_form_of_its_release(opened, release: str) -> None:
    assert opened["form_on_disk"] == WRITTEN_IN[release]


@pytest.mark.requirement("R245")
def test_once_it_was_opened_no_identifier_is_left_in_the_lake(opened) -> None:
    assert opened["names"] == ["赵安", "钱平平"]
    assert opened["plain"] == []


def test_an_old_date_is_explained_or_the_command_named_that_computes_it(opened, gone_on) -> None:
    for told in (opened["explained"], gone_on["explained"]):
        assert "2026-07-31" in told or "31 July 2026" in told or "hengke run" in told
    assert "hengke run" not in gone_on["explained"]


def test_the_same_day_is_run_again_and_the_next_ones_imported_and_run(gone_on) -> None:
    assert (gone_on["again"]["as_of"], gone_on["again"]["published"]) == ("2026-08-31", True)
    assert (gone_on["next_day"]["as_of"], gone_on["next_day"]["published"]) == ("2026-09-10", True)
    assert gone_on["next_day"]["customers"] == 40


def test_the_same_day_has_the_tiers_that_the_release_gave(opened, gone_on) -> None:
    """A release that changes a rule on purpose says so here and in the changelog."""
    assert len(opened["tiers"]) == 80
    assert gone_on["tiers"] == opened["tiers"]


def test_the_lake_is_in_todays_form_then_and_the_old_manifest_kept(gone_on, release) -> None:
    assert gone_on["form_on_disk"] == lake_versions.SCHEMA_VERSION
    form = WRITTEN_IN[release]
    old = [] if form == lake_versions.SCHEMA_VERSION else [f"manifest.v{form}.json"]
    assert gone_on["old_form_kept"] == old
    assert gone_on["left_to_tidy"] == []


def test_people_find_their_work_again_after_the_next_night(gone_on, release: str) -> None:
    assert set(gone_on["pages"].values()) == {200}, gone_on["pages"]
    check_work(gone_on["work"], release)


@pytest.mark.skipif(why_not() is not None, reason=str(why_not()))
def test_the_workbench_moves_to_postgresql_with_all_that_people_did(
    release: str, tmp_path: Path
) -> None:
    home = unpacked(release, tmp_path)
    with running_server() as address:
        moved = journey(home, "moves", address)
        assert moved["copied"]["identity_user"] == 6
        assert moved["copied"]["care_contact"] == 1
        assert "not empty" in moved["again"]
        check_work(moved["work"], release)
        arrived = journey(home, "arrives", database_url=address)
    assert arrived["noted"] == moved["copied"]
    without_results = work_in(release) | {"shown_with": [], "note_on_page": False}
    assert {name: arrived["before"][name] for name in WORK} == without_results
    check_work(arrived["work"], release)
    assert set(arrived["pages"].values()) == {200}, arrived["pages"]
    assert arrived["next_number"] > moved["copied"]["audit_entry"]
