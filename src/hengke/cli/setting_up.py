"""`hengke init`: an empty home with its database, signing key and first log-ins."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hengke.cli.files import text_of
from hengke.cli.options import AsJson, HomePath
from hengke.cli.output import note, say, write_json
from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home, HomeSettings

UNASSIGNED = "unassigned"  # the branch of a book that came without an organisation file
HEAD_LOGIN, DATA_LOGIN = "head", "data"


def init(
    home: HomePath = None,
    bank: Annotated[str, typer.Option("--bank", help="The bank's name, for page titles.")] = "",
    currency: Annotated[
        str, typer.Option("--currency", help="Home currency; a mapping may set it too.")
    ] = "CNY",
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            metavar="FILE",
            help="First line is the first log-ins' password, - is stdin (default: generated).",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a home for one bank. Done again it completes what is missing and changes nothing."""
    from hengke.pipelines.home import Home

    place = Home.at(home)
    password = _read_password(password_file)
    logins = made(place, bank=bank, currency=currency, password=password)
    if as_json:
        write_json({"home": str(place.path), "logins": logins})
        return
    say(f"Home: {place.path}")
    _tell(logins)


def made_if_missing(path: Path | None) -> Home:
    """The home for a first import: made on the spot, said so on stderr with its log-ins."""
    from hengke.pipelines.home import Home

    place = Home.at(path)
    if not place.exists():
        note(f"Making a new home at {place.path}")
        for login in made(place):
            note(f"  log-in {login['username']} ({login['role']}): {login['password']}")
    return place


def made(
    home: Home, *, bank: str = "", currency: str = "CNY", password: str | None = None
) -> list[dict[str, str]]:
    """Settings, database, key and log-ins; returns the log-ins that are new, with passwords."""
    from hengke.cli import workbench
    from hengke.pipelines.home import HomeSettings

    if not home.exists():
        begun(home, HomeSettings(bank=bank or HomeSettings.bank, currency=currency))
    workbench.opened(home)
    return _first_logins(password)


def begun(home: Home, settings: HomeSettings) -> None:
    """The directory and its settings. It will hold a bank: nobody else on this machine may look."""
    new = not home.path.exists()
    home.write_settings(settings)
    if new:
        home.path.chmod(0o700)


def _first_logins(password: str | None) -> list[dict[str, str]]:
    """A head for the branch that owns a book without organisation file, and someone to import."""
    from hengke.cli.people import Place, make_login, new_password, usernames

    if usernames():
        return []
    wanted = (
        (HEAD_LOGIN, "branch_head", "支行行长", Place(branch_id=UNASSIGNED)),
        (DATA_LOGIN, "data", "数据运维", Place()),
    )
    return [
        make_login(
            name, role=role, display_name=who, place=place, password=password or new_password()
        )
        for name, role, who, place in wanted
    ]


def _read_password(file: Path | None) -> str | None:
    if file is None:
        return None
    text = sys.stdin.readline() if str(file) == "-" else text_of(file)
    password = text.splitlines()[0].strip() if text.strip() else ""
    if len(password) < 10:
        raise Refused(
            "The password in the file has fewer than 10 characters.",
            next_step="Write a longer one in its first line, or leave the option out.",
        )
    return password


def _tell(logins: list[dict[str, str]]) -> None:
    if not logins:
        say("Log-ins exist already; nothing was changed.")
        return
    say("Log-ins (shown once, write them down):")
    for login in logins:
        say(f"  {login['username']:<8} {login['role']:<12} {login['password']}")
    say("Next: hengke mapping new DIR, hengke import DIR --mapping FILE --check")
