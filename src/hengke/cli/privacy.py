"""`hengke privacy`: what is due for destruction, and doing it."""

from __future__ import annotations

from typing import Any

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import say, write_json, write_table

app = typer.Typer(help="Customers' data: what is due, and its destruction.", no_args_is_help=True)
COLUMNS = ("customer_id", "category", "due_on", "rule", "held")


@app.callback()
def privacy() -> None:
    """Customers' data: what is due, and its destruction."""


@app.command("due")
def due(home: HomePath = None, as_json: AsJson = False) -> None:
    """List what is due for destruction; a legal hold stops it and is said."""
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
    if as_json:
        write_json(rows)
    else:
        write_table(COLUMNS, [tuple(str(row[name]) for name in COLUMNS) for row in rows])


@app.command("destroy")
def destroy(home: HomePath = None, as_json: AsJson = False) -> None:
    """Destroy what is due and under no legal hold; each leaves a row in the log."""
    from hengke.cli import workbench

    workbench.opened(opened(home))
    from hengke.apps.privacy import api
    from hengke.kernel import clock

    now = clock.now()
    api.restart(api.today(now))
    done = [
        {"customer_id": one.customer_id, "category": one.category, "rows": one.rows}
        for one in api.destroy_due(now)
    ]
    files = api.remove_old(now)
    if as_json:
        write_json({"destroyed": done, "files": files})
    else:
        say(f"Destroyed: {len(done)} categories; files of own data removed: {files}")
