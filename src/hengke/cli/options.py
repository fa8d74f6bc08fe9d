"""Options that several commands share, so that they read the same everywhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hengke.pipelines.home import Home


def parsed_date(text: str) -> date:
    """ISO dates only; a two-digit year or a day that does not exist is refused by name."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a date like 2026-10-23") from None


HomePath = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", envvar="HENGKE_HOME", show_envvar=True,
        help="The directory that holds this bank (default: ./hengke-home).",
    ),
]  # fmt: skip
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document for a machine.")]
AsOf = Annotated[
    date,
    typer.Option(
        "--as-of", parser=parsed_date, metavar="DATE", help="Business date, as 2026-10-23."
    ),
]
PolicyName = Annotated[
    str | None,
    typer.Option("--policy", metavar="NAME", help="A tier policy (default: the home's first)."),
]


def opened(path: Path | None) -> Home:
    """The home that a command works on; refused with the way out when there is none."""
    from hengke.pipelines.home import Home

    return Home.at(path).check_exists()


def chosen_policy(home: Home, name: str | None) -> str:
    """The policy asked for, else the home's first."""
    from hengke.kernel.errors import Refused

    enabled = home.settings().policies
    if name is None and not enabled:
        raise Refused(
            "No tier policy is enabled in this home.",
            next_step="Import a delivery whose mapping names one, or add it to `policies` in "
            f"{home.path}/home.toml; `hengke policies list` shows all.",
        )
    if name is not None and name not in enabled:
        raise Refused(
            f"The policy {name!r} is not enabled in this home.",
            next_step=f"Enabled are: {', '.join(enabled) or 'none'}.",
        )
    return name or enabled[0]
