"""More of `hengke people`: roles, leaving, API tokens, lost factors, providers of single sign-on.

Whoever may run these commands owns the machine, so they act as the system itself and need no second
person; each leaves its audit row.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.logins import Username, app
from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import say, write_json
from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home


@app.command("role")
def role(
    username: Username,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="rm, branch_head, auditor …")],
    home: HomePath = None,
) -> None:
    """Another role at once; open sessions of the log-in end."""
    user = _known(username, opened(home))
    from hengke.apps.identity.api import set_role

    set_role(user, role=role, by=None)
    say(f"{username}: {role}")


@app.command("deactivate")
def deactivate(
    username: Username,
    home: HomePath = None,
    again: Annotated[
        bool, typer.Option("--undo", help="Activate it again; revoked tokens stay revoked.")
    ] = False,
) -> None:
    """Close a log-in: its sessions end and its tokens are revoked. The records keep its name."""
    user = _known(username, opened(home))
    from hengke.apps.identity.people.actions import set_active

    set_active(user, active=again, by=None)
    say(f"{username}: {'active' if again else 'deactivated'}")


@app.command("reset-factor")
def reset_factor(username: Username, home: HomePath = None) -> None:
    """Forget every second factor of who has lost them; the next log-in adds one."""
    user = _known(username, opened(home))
    from hengke.apps.identity.factors.actions import reset_factors

    reset_factors(user, by=None)
    say(f"{username}: factors, recovery codes and bound accounts forgotten; sessions ended.")


@app.command("token")
def token(
    username: Username,
    scopes: Annotated[
        list[str],
        typer.Option("--scope", metavar="RIGHT", help="What it may do; give it several times."),
    ],
    name: Annotated[str, typer.Option("--name", help="What will use it.")],
    days: Annotated[int, typer.Option("--days", min=1, help="Days that it lasts.")] = 30,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:
    """An API token of a person, printed once."""
    user = _known(username, opened(home))
    from hengke.apps.identity.tokens.actions import make

    made, text = make(user, name=name, scopes=scopes, days=days, by=None)
    told = {
        "token": text, "username": username, "scopes": made.scopes,
        "expires_at": made.expires_at.isoformat(),
    }  # fmt: skip
    if as_json:
        write_json(told)
        return
    until = f"{made.expires_at:%Y-%m-%d %H:%M} UTC"
    say(f"{text}\nShown this once; it may {', '.join(made.scopes)} until {until}.")


@app.command("revoke-token")
def revoke_token(
    prefix: Annotated[str, typer.Argument(metavar="PREFIX", help="The part between hk_ and _.")],
    home: HomePath = None,
) -> None:
    """End a token at once, also where it was found in the open: its first part is enough."""
    from hengke.cli import workbench

    workbench.opened(opened(home))
    from hengke.apps.identity.models import Token
    from hengke.apps.identity.tokens.actions import revoke

    wanted = prefix.removeprefix("hk_").partition("_")[0]
    found = Token.objects.filter(prefix=wanted).select_related("user").first()
    if found is None:
        raise Refused(
            f"There is no token {wanted!r}.", next_step="Take the part between hk_ and _."
        )
    revoke(found, by=None)
    say(f"hk_{wanted}: revoked ({found.user.username}, {found.name})")


@app.command("sso")
def sso(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A short word for the provider.")],
    title: Annotated[str, typer.Option("--title", help="What the log-in page calls it.")],
    issuer: Annotated[str, typer.Option("--issuer", help="Its address, as it names itself.")],
    client_id: Annotated[str, typer.Option("--client-id", help="How it knows Hengke.")],
    secret_file: Annotated[
        Path | None,
        typer.Option("--secret-file", metavar="FILE", help="The secret; it is kept sealed."),
    ] = None,
    claim: Annotated[
        str, typer.Option("--claim", help="The claim that names the person.")
    ] = "preferred_username",
    matches: Annotated[
        str, typer.Option("--matches", help="username, or org_id: the staff number.")
    ] = "username",
    home: HomePath = None,
) -> None:
    """A provider of single sign-on (OpenID Connect), written to HOME/sso/NAME.toml."""
    from hengke.cli import workbench

    place = opened(home)
    workbench.opened(place)
    written = _provider(
        place, name, secret_file,
        title=title, issuer=issuer, client_id=client_id, claim=claim, matches=matches,
    )  # fmt: skip
    say(f"{written}\nTell the provider where to send people back: "
        f"https://YOUR-NAME/account/login/with/{name}/done/")  # fmt: skip


def _provider(home: Home, name: str, secret_file: Path | None, **values: Any) -> Path:
    """Checked before it is written: a file that cannot be read would close the log-in page."""
    import json

    from hengke.apps.identity.factors.secrets import sealer
    from hengke.apps.identity.sso.providers import parse
    from hengke.pipelines.home import write_atomically

    if not name.replace("-", "").isalnum() or not name.isascii():
        raise Refused(f"{name!r} cannot be an address.", next_step="Use letters, digits and -.")
    if secret_file is not None:
        secret = secret_file.read_text(encoding="utf-8").strip()
        values["client_secret"] = sealer().seal(secret)
    parse(name, values)
    home.sso.mkdir(exist_ok=True)
    path = home.sso / f"{name}.toml"
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    write_atomically(path, "".join(lines))
    return path


def _known(username: str, home: Home) -> Any:
    from hengke.cli import workbench

    workbench.opened(home)
    from hengke.apps.identity.api import by_username

    user = by_username(username)
    if user is None:
        raise Refused(
            f"There is no log-in {username!r}.", next_step="hengke people list shows all."
        )
    return user
