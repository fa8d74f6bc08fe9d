"""`hengke people`: log-ins made, listed, unlocked and given a new password by the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import say, write_json, write_table
from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from hengke.cli.people import Place

app = typer.Typer(help="Log-ins: add, list, unlock; passwords, roles, tokens, factors, sign-on.")
ROLES = (
    "rm", "branch_head", "risk", "complaints", "business", "data", "auditor", "system_admin",
    "security_admin", "audit_admin",
)  # fmt: skip
Username = Annotated[str, typer.Argument(metavar="USERNAME")]
COLUMNS = ("username", "role", "name", "org_id", "branch_id", "active")


@app.command("add")
def add(
    username: Username,
    role: Annotated[
        str, typer.Option("--role", metavar="ROLE", help=f"One of {', '.join(ROLES)}.")
    ],
    home: HomePath = None,
    org: Annotated[
        str, typer.Option("--org", metavar="ID", help="Staff number, as customers carry it.")
    ] = "",
    branch: Annotated[
        str,
        typer.Option("--branch", metavar="ID", help="Branch (default: that of the staff number)."),
    ] = "",
    name: Annotated[
        str, typer.Option("--name", help="What colleagues say (default: as the bank's file says).")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """A log-in with a generated password, printed once."""
    from hengke.cli import people, workbench

    workbench.opened(opened(home))
    place, known_as = _placed(role, org, branch)
    login = people.make_login(
        username, role=role, display_name=name or known_as, password=people.new_password(),
        place=place,
    )  # fmt: skip
    _told(login, as_json=as_json)


@app.command("list")
def list_(home: HomePath = None, as_json: AsJson = False) -> None:
    """Everybody who can log in."""
    from hengke.cli import people, workbench

    workbench.opened(opened(home))
    rows = people.listed()
    if as_json:
        write_json(rows)
        return
    write_table(COLUMNS, [tuple(row[column] for column in COLUMNS) for row in rows])


@app.command("unlock")
def unlock(username: Username, home: HomePath = None) -> None:
    """Forget the failed attempts of a log-in, so that its owner can try again at once."""
    from hengke.cli import people, workbench

    workbench.opened(opened(home))
    say(f"{username}: {people.unlocked(username)} failed attempts forgotten.")


@app.command("password")
def password(username: Username, home: HomePath = None, as_json: AsJson = False) -> None:
    """A new generated password, printed once; open sessions of the log-in end."""
    from hengke.cli import people, workbench

    workbench.opened(opened(home))
    _told(people.with_new_password(username), as_json=as_json)


def _placed(role: str, org: str, branch: str) -> tuple[Place, str]:
    """Where the log-in stands, and the name that the bank's organisation file gives."""
    from hengke.cli import people

    known = people.staff(org)
    place = people.Place(org, branch or known.branch_id)
    if role == "rm" and not org:
        raise Refused(
            "A relationship manager needs the staff number that customers carry.",
            next_step="Add --org, as in: --org S0001",
        )
    if role in ("rm", "branch_head") and not place.branch_id:
        raise Refused(
            "The branch of this log-in is not known.",
            next_step="Add --branch, as in: --branch B001; customers without a branch are in "
            "--branch unassigned",
        )
    return place, known.name


def _told(login: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        write_json(login)
        return
    say(f"{login['username']} ({login['role']})  password, shown this once: {login['password']}")
