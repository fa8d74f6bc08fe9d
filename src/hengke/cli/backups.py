"""`hengke backup` and `hengke restore`: a home as one file, and back."""

from __future__ import annotations

import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengke.cli.files import named_by_a_person, text_of
from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import note, say, write_json
from hengke.cli.progress import shown

if TYPE_CHECKING:
    from hengke.pipelines.backup.archive import Reader
    from hengke.pipelines.backup.contents import Contents
    from hengke.pipelines.backup.saving import Saved
    from hengke.pipelines.home import Home

BackupFile = Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")]
PassphraseFile = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="Its first line is the passphrase."),
]


def backup(
    file: BackupFile,
    home: HomePath = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Read the backup again and compare every checksum.")
    ] = False,
    with_master_key: Annotated[
        bool,
        typer.Option(
            "--with-master-key",
            help="Also keep the home's own master key in it, under a passphrase (asked for).",
        ),
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Save database, lake, rules and wrapped keys of one moment in one file, while work goes on.

    The master key is not in it unless you ask: without that key nobody can read names and numbers
    of a restored home, you neither. Keep it apart from the backups.
    """
    place = opened(home)
    wanted = with_master_key or passphrase_file is not None
    secret = _passphrase(passphrase_file, twice=True) if wanted else ""
    with named_by_a_person(), shown(quiet=as_json) as progress:
        saved = _saved(place, file, secret=secret, verify=verify, progress=progress)
    if as_json:
        write_json(asdict(saved))
    else:
        _tell(saved)


def _saved(home: Home, file: Path, **rest: object) -> Saved:
    """The event is on record where the database has today's form; else in the note beside it."""
    from hengke.cli import checkup_trust, workbench
    from hengke.kernel import clock
    from hengke.pipelines.backup import saving

    workbench.set_up(home)
    saved = saving.save(home, file, address=workbench.address(home), now=clock.now(), **rest)  # type: ignore[arg-type]
    known = saved.database != "none" and not workbench.waiting_migrations()
    saved = replace(saved, keys_missing=checkup_trust.keys_missing(home, database=known))
    if known:
        from hengke.apps.audit import api as audit

        audit.record(
            "workbench.saved", by=None, sha256=saved.sha256, bytes=saved.bytes, run_id=saved.run_id
        )
    return saved


def _tell(saved: Saved) -> None:
    say(f"{saved.file}: {saved.bytes / 1e6:,.1f} MB, {saved.files:,} files, {saved.database}, "
        f"run shown: {saved.run_id or 'none'}")  # fmt: skip
    say(f"SHA-256 {saved.sha256}")
    if saved.master_key == "apart":
        say("The master key is NOT in this backup. Keep it apart; without it a restored home "
            "cannot show names and numbers.")  # fmt: skip
    for path in saved.damaged:
        note(f"Damaged already before the backup: {path}. hengke doctor --deep says what to do.")
    _warn_of_keys(saved.keys_missing)
    note("Next: restore it once on another machine: hengke restore FILE --home DIR")


def _warn_of_keys(missing: list[str]) -> None:
    """What is there is saved and restored all the same: it is better than nothing."""
    if missing:
        note(f"WARNING: data are sealed under keys that are not in the ring: {', '.join(missing)}")
        note("Nobody can read what they seal. Put back keys/ring.json of a backup that has them; "
             "hengke doctor says when all are here.")  # fmt: skip


def restore(
    file: BackupFile,
    home: HomePath = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Only read the backup and compare every checksum.")
    ] = False,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for the passphrase of the master key in it.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: AsJson = False,
) -> None:
    """Make a new home from a backup. The directory, and with DATABASE_URL the database, are empty.

    The master key comes from HENGKE_MASTER_KEY_FILE, or from the backup by its passphrase.
    """
    secret = _passphrase(passphrase_file) if passphrase or passphrase_file else ""
    with named_by_a_person(), shown(quiet=as_json) as progress:
        contents, missing = _restored(file, home, verify=verify, secret=secret, progress=progress)
    if as_json:
        told = {**asdict(contents), "members": len(contents.members), "bytes": contents.bytes()}
        write_json(told if verify else {**told, "keys_missing": missing})
        return
    what = "is whole" if verify else "is restored"
    say(f"The backup of {contents.bank} of {contents.made_at} {what}.")
    say(f"{len(contents.members):,} files, {contents.bytes() / 1e6:,.1f} MB, run shown: "
        f"{contents.run_id or 'none'}.")  # fmt: skip
    _warn_of_keys(missing)
    if not verify:
        note("Next: hengke doctor --deep, then hengke serve")


def _restored(
    file: Path, home: Path | None, *, verify: bool, secret: str, progress: object
) -> tuple[Contents, list[str]]:
    """What came back, and the keys that its data name and its ring has not."""
    from hengke.cli import checkup_trust
    from hengke.pipelines.backup import restoring
    from hengke.pipelines.home import Home

    if verify:
        return restoring.verify(file, progress=progress), []  # type: ignore[arg-type]
    missing: list[str] = []

    def finish(draft: Home, reader: Reader) -> None:
        _finish(draft, reader)
        known = reader.contents.database != "none"
        missing.extend(checkup_trust.keys_missing(draft, database=known))

    contents = restoring.restore(
        file, Home.at(home), address=os.environ.get("DATABASE_URL", ""), secret=secret,
        finish=finish, progress=progress,  # type: ignore[arg-type]
    )  # fmt: skip
    return contents, missing


def _finish(draft: Home, reader: Reader) -> None:
    """Django on the home to be: its database filled and brought up to date."""
    if reader.contents.database == "none":
        return
    from hengke.cli import workbench
    from hengke.cli.moving import without_password

    address = os.environ.get("DATABASE_URL", "")
    if draft.settings().workbench != without_password(address) and draft.settings().workbench:
        draft.change_settings(workbench=without_password(address))
    workbench.set_up(draft)
    from hengke.server import restoring

    restoring.finish(reader)


def _passphrase(file: Path | None, *, twice: bool = False) -> str:
    """From a file, or asked for; never an argument that `ps` shows."""
    if file is not None:
        return text_of(file).split("\n", 1)[0].rstrip("\r")
    answer: str = typer.prompt(
        "Passphrase of the master key", hide_input=True, confirmation_prompt=twice, err=True
    )
    return answer
