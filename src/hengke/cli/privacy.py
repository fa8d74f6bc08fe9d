"""`hengke privacy`: what is due for destruction, and doing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import say, write_json, write_table
from hengke.kernel.errors import Busy

if TYPE_CHECKING:
    from datetime import datetime

    from hengke.apps.privacy.models import Destruction
    from hengke.pipelines.home import Home

app = typer.Typer(help="Customers' data: what is due, and its destruction.", no_args_is_help=True)
COLUMNS = ("customer_id", "category", "due_on", "rule", "held")


@app.callback()
def privacy() -> None:
    """Customers' data: what is due, and its destruction."""


@app.command("due")
def due(home: HomePath = None, as_json: AsJson = False) -> None:
    """List what is due for destruction; a legal hold stops it and is said.

    The category "lake" is what was destroyed in the workbench and lies in the lake still.
    """
    from hengke.cli import workbench

    workbench.opened(opened(home))
    from hengke.apps.privacy import api
    from hengke.kernel import clock

    day = api.today(clock.now())
    api.restart(day)
    rows: list[dict[str, Any]] = [
        {
            "customer_id": one.schedule.customer_id,
            "category": one.schedule.category,
            "due_on": str(one.schedule.due_on),
            "rule": one.schedule.rule,
            "held": one.held,
        }
        for one in api.due(day)
    ]
    rows += [
        {
            "customer_id": one.destruction.customer_id,
            "category": "lake",
            "due_on": str(clock.day(one.destruction.at)),
            "rule": one.destruction.rule,
            "held": one.held,
        }
        for one in api.waiting()
    ]
    if as_json:
        write_json(rows)
    elif not rows:
        say(f"Nothing is due for destruction on {day}.")
    else:
        write_table(COLUMNS, [tuple(str(row[name]) for name in COLUMNS) for row in rows])


@app.command("destroy")
def destroy(home: HomePath = None, as_json: AsJson = False) -> None:
    """Destroy what is due and under no legal hold; each leaves a row in the log.

    The workbench first, then the lake. Where the lake is busy, the next call does its part. Files
    go whose time is over: copies of own data, and uploads that were never imported.
    """
    from hengke.cli import workbench

    place = opened(home)
    workbench.opened(place)
    from hengke.apps.imports.api import actions as imports
    from hengke.apps.privacy import api
    from hengke.kernel import clock

    now = clock.now()
    api.restart(api.today(now))
    done = [_told(one) for one in api.destroy_due(now)]
    files, uploads = api.remove_old(now), imports.expire(now)
    busy = None
    try:
        done += [_told(one) for one in _out_of_the_lake(place, now)]
    except Busy as reason:
        busy = reason
    waiting = [one.destruction.customer_id for one in api.waiting()]
    if as_json:
        told = {"destroyed": done, "files": files, "uploads": uploads}
        write_json({**told, "waiting_for_the_lake": waiting})
    else:
        say(
            f"Destroyed: {len(done)} categories; files of own data removed: {files}; "
            f"uploads never imported: {uploads}"
        )
    if busy is not None:
        raise Busy(
            "What is due is destroyed in the workbench. The lake still holds {count} customers: "
            "{reason}",
            next_step="Wait until that has ended, then run it again: hengke privacy destroy.",
            count=len(waiting),
            reason=busy.message,
        ) from busy


def _out_of_the_lake(home: Home, now: datetime) -> list[Destruction]:
    """Everybody who waits and is under no legal hold, also of earlier calls."""
    from hengke.apps.privacy import api

    going = [one for one in api.waiting() if not one.held]
    if not going:
        return []
    from hengke.pipelines.forgetting import forget

    rows = forget(home, [number for one in going for number in one.numbers], now=now)
    return [api.gone_from_lake(one, rows, now=now) for one in going]


def _told(one: Destruction) -> dict[str, Any]:
    return {"customer_id": one.customer_id, "category": one.category, "rows": one.rows}
