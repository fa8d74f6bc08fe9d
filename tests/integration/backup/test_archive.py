"""What goes into a backup, and what comes out of a good, a cut, a changed and a crafted one."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from pathlib import Path

import pytest
from tests.integration.backup import archives
from tests.integration.backup.archives import made, quiet, restored, saved
from tests.integration.homes import fingerprints

from hengke.kernel.errors import Busy, Refused
from hengke.pipelines import lake
from hengke.pipelines.backup import pinning, restoring, saving
from hengke.pipelines.backup.contents import CONTENTS, SEAL
from hengke.pipelines.home import Home
from hengke.pipelines.protection import master, ring
from hengke.pipelines.protection.sealing import Sealer

LONG = "correct horse battery staple"


@pytest.fixture(autouse=True)
def _no_named_master_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(master.VARIABLE, raising=False)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return made(tmp_path / "home")


@pytest.fixture
def file(home: Home, tmp_path: Path) -> Path:
    saved(home, tmp_path / "one.hengke", verify=True)
    return tmp_path / "one.hengke"


@pytest.fixture
def key_apart(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The master key as a bank keeps it: outside, named by a variable."""
    shutil.move(home.keys / "master.key", tmp_path / "master.key")
    monkeypatch.setenv(master.VARIABLE, str(tmp_path / "master.key"))
    return tmp_path / "master.key"


def test_a_restored_home_has_every_file_and_opens_what_was_sealed(
    home: Home, key_apart: Path, file: Path, tmp_path: Path
) -> None:
    token = Sealer(ring.load(home)).seal("110101199003070134")
    restored(file, tmp_path / "new")
    new = Home(tmp_path / "new")
    assert Sealer(ring.load(new)).open(token) == "110101199003070134"
    assert fingerprints(new.lake) == fingerprints(home.lake)
    assert fingerprints(new.policies) == fingerprints(home.policies)
    assert new.settings() == home.settings()
    assert stat.S_IMODE(new.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(new.key_ring.stat().st_mode) == 0o600


def test_the_master_key_and_the_signing_key_are_not_in_a_backup(home: Home, file: Path) -> None:
    (home.path / "secret.key").write_text("signing\n")
    inside = b"".join(zipfile.ZipFile(file).read(name) for name in zipfile.ZipFile(file).namelist())
    assert master.place(home).read_bytes().strip() not in inside
    assert master.read(home) not in inside
    names = zipfile.ZipFile(file).namelist()
    assert not [name for name in names if "master" in name or "secret" in name]


def test_without_its_master_key_a_backup_is_not_restored(file: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="kept apart") as refused:
        restored(file, tmp_path / "new")
    assert master.VARIABLE in refused.value.next_step
    assert not (tmp_path / "new").exists()


def test_another_home_s_master_key_is_refused(key_apart: Path, file: Path, tmp_path: Path) -> None:
    key_apart.unlink()
    master.write(key_apart, b"k" * master.BYTES)
    with pytest.raises(Refused, match="does not open with this master key"):
        restored(file, tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_master_key_under_a_passphrase_comes_back_with_it_alone(
    home: Home, tmp_path: Path
) -> None:
    saved(home, tmp_path / "own.hengke", secret=LONG)
    key = master.read(home)
    with pytest.raises(Refused, match="sealed with a passphrase"):
        restored(tmp_path / "own.hengke", tmp_path / "new")
    with pytest.raises(Refused, match="does not open with this passphrase"):
        restored(tmp_path / "own.hengke", tmp_path / "new", secret=LONG + "r")
    restored(tmp_path / "own.hengke", tmp_path / "new", secret=LONG)
    assert master.read(Home(tmp_path / "new")) == key


def test_a_short_passphrase_and_a_key_that_lies_outside_are_refused(
    home: Home, tmp_path: Path, key_apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused, match="outside it"):
        saved(home, tmp_path / "own.hengke", secret=LONG)
    monkeypatch.delenv(master.VARIABLE)
    shutil.copy(key_apart, home.keys / "master.key")
    with pytest.raises(Refused, match="shorter than 12"):
        saved(home, tmp_path / "own.hengke", secret="short")
    assert not (tmp_path / "own.hengke").exists()


def test_every_cut_archive_is_refused_and_leaves_nothing(
    key_apart: Path, file: Path, tmp_path: Path
) -> None:
    whole = file.read_bytes()
    for size in range(0, len(whole), max(1, len(whole) // 40)):
        file.write_bytes(whole[:size])
        with pytest.raises(Refused, match=r"no backup|damaged"):
            restored(file, tmp_path / "new")
        assert not (tmp_path / "new").exists()


def test_every_changed_byte_is_noticed(key_apart: Path, file: Path, tmp_path: Path) -> None:
    """A field of the format that nobody reads may differ: then the home is equal."""
    whole, seen = bytearray(file.read_bytes()), 0
    restored(file, tmp_path / "right")
    right = fingerprints(tmp_path / "right")
    for place in range(0, len(whole), 97):
        whole[place] ^= 0x55
        file.write_bytes(whole)
        whole[place] ^= 0x55
        try:
            restored(file, tmp_path / "new")
        except Refused:
            seen += 1
        else:
            assert fingerprints(tmp_path / "new") == right
            shutil.rmtree(tmp_path / "new")
    assert seen > 20


@pytest.mark.parametrize("name", [
    "home/../../etc/cron.d/own", "/etc/passwd", "home//x", "home/./x", "other/x", "home/a\\..\\b",
    "home/C:x", "home/", "home/..", "..",
])  # fmt: skip
def test_a_name_that_leads_elsewhere_is_refused(
    name: str, key_apart: Path, file: Path, tmp_path: Path
) -> None:
    def moved(told: dict) -> None:
        told["members"][0]["name"] = name

    bad = archives.changed(file, tmp_path / "bad", contents=moved)
    with pytest.raises(Refused, match="outside the home"):
        restored(bad, tmp_path / "new")


def test_a_member_that_the_contents_do_not_name_is_refused(
    key_apart: Path, file: Path, tmp_path: Path
) -> None:
    bad = archives.changed(
        file, tmp_path / "bad", members=lambda kept: kept.update({"home/x": b"1"})
    )
    with pytest.raises(Refused, match="does not name"):
        restored(bad, tmp_path / "new")


def test_a_missing_member_is_named(key_apart: Path, file: Path, tmp_path: Path) -> None:
    name = "home/lake/silver/accounts/b1.parquet"
    bad = archives.changed(file, tmp_path / "bad", members=lambda kept: kept.pop(name))
    with pytest.raises(Refused, match=r"silver/accounts/b1\.parquet"):
        restored(bad, tmp_path / "new")


def test_contents_changed_with_matching_checksums_do_not_pass_the_seal(
    key_apart: Path, file: Path, tmp_path: Path
) -> None:
    def of_another_bank(told: dict) -> None:
        told["bank"] = "Other"

    bad = archives.changed(file, tmp_path / "bad", contents=of_another_bank)
    with pytest.raises(Refused, match="changed after it was sealed"):
        restored(bad, tmp_path / "new")
    bare = archives.changed(file, tmp_path / "bare", members=lambda kept: kept.pop(SEAL))
    with pytest.raises(Refused, match="no seal"):
        restored(bare, tmp_path / "new")


def test_a_member_that_swells_beyond_its_size_is_stopped(
    key_apart: Path, file: Path, tmp_path: Path
) -> None:
    bomb = tmp_path / "bomb"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            swollen = name.endswith("b1.parquet")
            new.writestr(name, b"\0" * (64 << 20) if swollen else old.read(name))
    with pytest.raises(Refused, match="is damaged"):
        restored(bomb, tmp_path / "new")
    assert not list(tmp_path.glob(".new*"))


def test_an_archive_of_a_later_release_is_refused(
    key_apart: Path, file: Path, tmp_path: Path
) -> None:
    def later(told: dict) -> None:
        told["release"] = "99.0.0"

    bad = archives.changed(file, tmp_path / "bad", contents=later)
    with pytest.raises(Refused, match=r"99\.0\.0"):
        restored(bad, tmp_path / "new")

    def another_form(told: dict) -> None:
        told["form"] = 2

    bad = archives.changed(file, tmp_path / "bad2", contents=another_form)
    with pytest.raises(Refused, match="does not know"):
        restored(bad, tmp_path / "new")


def test_a_home_that_is_not_empty_is_never_restored_over(
    home: Home, key_apart: Path, file: Path, tmp_path: Path
) -> None:
    before = fingerprints(home.path)
    with pytest.raises(Refused, match="is not empty"):
        restored(file, home.path)
    assert fingerprints(home.path) == before
    (tmp_path / "new").mkdir()
    restored(file, tmp_path / "new")
    assert Home(tmp_path / "new").exists()


def test_the_kind_of_database_must_fit(key_apart: Path, file: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="DATABASE_URL is set"):
        restored(file, tmp_path / "new", address="postgresql://localhost/x")


def test_a_backup_replaces_nothing_and_does_not_lie_in_its_home(
    home: Home, file: Path, tmp_path: Path
) -> None:
    before = file.read_bytes()
    with pytest.raises(Refused, match="never replaces"):
        saved(home, file)
    assert file.read_bytes() == before
    with pytest.raises(Refused, match="inside the home"):
        saved(home, home.path / "x")
    with pytest.raises(Refused, match="no directory"):
        saved(home, tmp_path / "nowhere" / "x")


def test_a_backup_that_breaks_off_leaves_no_file_and_no_pins(home: Home, tmp_path: Path) -> None:
    def breaks(stage: str, done: float = 0, total: float | None = None) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        saving.save(
            home, tmp_path / "x.hengke", address=f"sqlite:///{home.database}", now=archives.NOW,
            progress=breaks,
        )  # fmt: skip
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]
    assert not (home.lake / ".pins").exists()


def test_two_backups_at_once_are_not_needed(home: Home, tmp_path: Path) -> None:
    def second(stage: str, done: float = 0, total: float | None = None) -> None:
        with pytest.raises(Busy):
            saved(home, tmp_path / "two.hengke")

    saving.save(
        home, tmp_path / "one.hengke", address=f"sqlite:///{home.database}", now=archives.NOW,
        progress=second,
    )  # fmt: skip


def test_a_lake_that_changes_while_it_is_held_still_is_taken_again(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A compaction commits another file and sweeps the old one between reading and linking."""
    real, done = pinning.linked, []

    def swept_first(file: Path, target: Path) -> None:
        if not done:
            done.append(True)
            with lake.writing(home, what="test"):
                manifest = lake.load(home)
                archives.parquet(home, "silver/accounts/b2.parquet", b"together")
                manifest.silver["accounts"] = [lake.DataFile("silver/accounts/b2.parquet", 1, "b2")]
                lake.commit(home, manifest)
                (home.lake / "silver/accounts/b1.parquet").unlink()
        real(file, target)

    monkeypatch.setattr(pinning, "linked", swept_first)
    saved(home, tmp_path / "x.hengke")
    names = zipfile.ZipFile(tmp_path / "x.hengke").namelist()
    assert [name for name in names if "silver" in name] == ["home/lake/silver/accounts/b2.parquet"]
    told = json.loads(zipfile.ZipFile(tmp_path / "x.hengke").read("home/lake/manifest.json"))
    assert told["silver"]["accounts"][0]["path"] == "silver/accounts/b2.parquet"


def test_files_swept_after_they_are_held_still_are_in_the_backup(
    home: Home, tmp_path: Path
) -> None:
    lost = home.lake / "silver/accounts/b1.parquet"
    was = lost.read_bytes()

    def sweeping(stage: str, done: float = 0, total: float | None = None) -> None:
        lost.unlink(missing_ok=True)

    saving.save(
        home, tmp_path / "x.hengke", address=f"sqlite:///{home.database}", now=archives.NOW,
        progress=sweeping,
    )  # fmt: skip
    inside = zipfile.ZipFile(tmp_path / "x.hengke")
    assert inside.read("home/lake/silver/accounts/b1.parquet") == was


def test_a_file_that_is_gone_is_named_and_a_damaged_one_is_told(home: Home, tmp_path: Path) -> None:
    path = home.lake / "gold/r1/positions.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"rows", b"rowz", 1))
    assert saved(home, tmp_path / "x").damaged == ["lake/gold/r1/positions.parquet"]
    path.unlink()
    with pytest.raises(Refused, match=r"gold/r1/positions\.parquet is missing"):
        saved(home, tmp_path / "y")
    assert not (tmp_path / "y").exists()


def test_verify_reads_an_archive_without_keys_and_writes_nothing(
    file: Path, tmp_path: Path
) -> None:
    contents = restoring.verify(file, progress=quiet)
    assert contents.bank == "Harbour"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "one.hengke"]
    last = saving.last(Home(tmp_path / "home"))
    assert last is not None
    assert last["made_at"] == contents.made_at


def test_the_contents_stand_last_so_that_an_unfinished_file_has_none(file: Path) -> None:
    assert zipfile.ZipFile(file).namelist()[-2:] == [CONTENTS, SEAL]
