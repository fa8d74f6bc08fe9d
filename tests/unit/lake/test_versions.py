"""An older manifest is read in today's form; one of a later release is refused with the way out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hengke.kernel.errors import Refused
from hengke.pipelines import lake, lake_versions
from hengke.pipelines.home import Home

FIRST = {
    "version": 1, "sequence": 7, "silver": {}, "runs": [], "assessments": [],
    "batches": [{"id": "b1", "source": "m", "created_at": "2026-10-23T00:00:00+00:00",
                 "status": "loaded", "before": {"balances": []}}],
}  # fmt: skip


def a_home(tmp_path: Path, text: str) -> Home:
    home = Home(tmp_path)
    home.lake.mkdir()
    (home.lake / "manifest.json").write_text(text, encoding="utf-8")
    return home


def test_there_is_one_step_from_every_form_that_shipped() -> None:
    assert sorted(lake_versions.STEPS) == list(range(1, lake_versions.SCHEMA_VERSION))


def test_reading_the_first_form_changes_nothing_on_disk(tmp_path: Path) -> None:
    home = a_home(tmp_path, json.dumps(FIRST))
    manifest = lake.load(home)
    assert (manifest.batches[0].settled, manifest.retired) == (False, [])
    assert json.loads((home.lake / "manifest.json").read_text()) == FIRST
    assert [path.name for path in home.lake.iterdir()] == ["manifest.json"]


def test_the_first_writer_puts_it_down_in_todays_form_and_keeps_the_old_one(tmp_path: Path) -> None:
    home = a_home(tmp_path, json.dumps(FIRST))
    for _ in range(2):
        with lake.writing(home, what="a test"):
            lake.commit(home, lake.load(home))
    found = json.loads((home.lake / "manifest.json").read_text())
    assert (found["version"], found["sequence"]) == (
        lake_versions.SCHEMA_VERSION,
        10,
    )  # 7, sealing, twice
    assert json.loads((home.lake / "manifest.v1.json").read_text()) == FIRST


def test_a_later_form_is_refused_with_the_way_out(tmp_path: Path) -> None:
    later = lake_versions.SCHEMA_VERSION + 1
    home = a_home(tmp_path, json.dumps({"version": later, "something": "else"}))
    with pytest.raises(Refused, match=f"later release of Hengke \\(form {later}") as refused:
        lake.load(home)
    assert f"manifest.v{lake_versions.SCHEMA_VERSION}.json" in refused.value.next_step


@pytest.mark.parametrize("text", ['{"version": 2, "silv', "[]", '{"sequence": 1}'])
def test_a_damaged_manifest_is_refused_and_not_taken_for_an_empty_lake(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(Refused, match=r"manifest\.json"):
        lake.load(a_home(tmp_path, text))


def test_what_a_later_release_wrote_into_home_toml_stays_there(tmp_path: Path) -> None:
    home = Home(tmp_path)
    text = 'bank = "B"\nregions = ["north"]\nlimit = 3\n\n[proxy]\nname = "p"\n'
    (tmp_path / "home.toml").write_text(text, encoding="utf-8")
    home.change_settings(bank="C")
    assert home.settings().bank == "C"
    assert home.unknown_settings() == {"regions": ["north"], "limit": 3, "proxy": {"name": "p"}}
