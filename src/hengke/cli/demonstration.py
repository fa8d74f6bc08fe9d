"""`hengke demo`: a synthetic bank from nothing to an open workbench; a second call just serves."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.options import AsJson
from hengke.cli.output import note, say, write_json
from hengke.cli.progress import Report, shown
from hengke.cli.serving import HOST, PORT, Host, Port, check_port_is_free, serve_home
from hengke.cli.setting_up import begun
from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

DEFAULT_HOME = Path("demo-home")
CUSTOMERS, SEED = 20_000, 20_261_023
BOOK_ENDS_ON = date(2026, 10, 23)
POLICY, MAPPING, BANK = "standard_month_average", "hengke_contract", "衡水湖银行 (demo)"


DemoHome = Annotated[
    Path | None,
    typer.Option(
        "--home", metavar="DIR", envvar="HENGKE_HOME", show_envvar=True,
        help="The directory of the synthetic bank (default: ./demo-home).",
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """What a demo home holds, and where to log in."""

    customers: int
    as_of: str
    run_id: str
    logins: list[dict[str, str]]


def demo(
    home: DemoHome = None,
    customers: Annotated[
        int, typer.Option("--customers", min=100, help="Customers of the synthetic bank.")
    ] = CUSTOMERS,
    seed: Annotated[int, typer.Option("--seed", help="Same seed, same bank.")] = SEED,
    do_serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Open the workbench afterwards.")
    ] = True,
    host: Host = HOST,
    port: Port = PORT,
    as_json: AsJson = False,
) -> None:
    """Make a synthetic bank, import and assess it, print demo log-ins and serve the workbench."""
    from hengke.pipelines.home import Home

    place = Home.at(home or DEFAULT_HOME)
    if do_serve:
        check_port_is_free(host, port)
    with shown(quiet=as_json) as progress:
        stand = prepared(place, customers=customers, seed=seed, progress=progress)
    if as_json:
        write_json(stand.__dict__)
    else:
        _tell(stand)
    if do_serve:
        serve_home(place, host=host, port=port, with_worker=True)
    else:
        note(f"Next: hengke serve --home {place.path}")


def prepared(home: Home, *, customers: int, seed: int, progress: Report) -> Stand:
    """Each step looks whether it was done before, so a killed demo goes on where it was."""
    from hengke.cli import runs, workbench

    _begin(home)
    _delivered(home, customers=customers, seed=seed, progress=progress)
    newest = runs.newest(home)
    if newest is None:
        runs.run_and_publish(home, as_of=BOOK_ENDS_ON, engine="duckdb", progress=progress)
    elif runs.published(home) != newest.run_id:
        runs.publish_run(home, newest.run_id, progress=progress)
    workbench.opened(home)
    newest = runs.newest(home)
    if newest is None:
        raise Refused("The demo's run left no result.", next_step=f"hengke doctor --home {home}")
    return Stand(newest.customers, newest.as_of, newest.run_id, _logins(home))


def _begin(home: Home) -> None:
    """A real bank's home is never filled with synthetic customers."""
    from hengke.pipelines.home import HomeSettings

    if not home.exists():
        begun(home, HomeSettings(bank=BANK, policies=(POLICY,), demo=True))
    elif not home.settings().demo:
        raise Refused(
            f"{home.path} holds a bank that is not a demo.",
            next_step="Name another directory: hengke demo --home demo-home",
        )


def _delivered(home: Home, *, customers: int, seed: int, progress: Report) -> None:
    """Generate into the inbox and import; a half-made delivery of a killed demo is made again."""
    from hengke.pipelines import lake
    from hengke.pipelines.intake import api
    from hengke.pipelines.synthetic.api import generate

    if lake.load(home).last_batch():
        return
    delivery = home.inbox / "demo"
    shutil.rmtree(delivery, ignore_errors=True)
    generate(delivery, customers=customers, seed=seed, truth=home.truth, progress=progress)
    api.import_delivery(home, delivery, mapping=MAPPING, progress=progress)
    shutil.rmtree(delivery)


def _logins(home: Home) -> list[dict[str, str]]:
    """Made once and kept in the demo's home, so that every `make demo` can print them; a demo of an
    earlier release gets those that it lacks."""
    from hengke.cli.people import demo_logins
    from hengke.pipelines.home import write_atomically

    file = home.path / "demo-logins.json"
    kept: list[dict[str, str]] = []
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
    added = demo_logins(policy=POLICY)
    logins = [*kept, *added]
    if not added:
        return logins
    write_atomically(file, json.dumps(logins, ensure_ascii=False, indent=1))
    file.chmod(0o600)
    return logins


def _tell(stand: Stand) -> None:
    say(f"Synthetic bank: {stand.customers:,} customers, data as of {stand.as_of}.")
    say("Log-ins of this demo (nobody else's data is in it):")
    for login in stand.logins:
        say(f"  {login['username']:<12} {login['password']:<18} {_who(login)}")


def _who(login: dict[str, Any]) -> str:
    return f"{login['role']}, {login['display_name']}"
