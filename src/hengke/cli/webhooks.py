"""`hengke webhooks`: deliveries sent, listed and sent again by the operator."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Annotated, Any

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import note, say, write_json, write_table
from hengke.kernel.errors import Refused

app = typer.Typer(help="Webhooks: send what is due, list, send again.")
SECONDS = 5.0
FORGET_EVERY = 720
COLUMNS = ("delivery", "event", "owner", "state", "attempts", "answered", "problem", "next_at")


@app.command("send")
def send(
    home: HomePath = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on every few seconds, until Ctrl-C.")
    ] = False,
    beside: Annotated[bool, typer.Option("--beside", hidden=True)] = False,
    as_json: AsJson = False,
) -> None:
    """Send what is due. `hengke serve` does it by itself."""
    from hengke.cli import workbench

    place = opened(home)
    workbench.set_up(place) if beside else workbench.opened(place)
    from hengke.apps.webhooks import api as webhooks
    from hengke.kernel import clock

    if watch:
        _watch(beside=beside)
        return
    webhooks.forget_old(now=clock.now())
    sent = asdict(webhooks.send_due(now=clock.now()))
    write_json(sent) if as_json else say(
        ", ".join(f"{count} {what}" for what, count in sent.items())
    )


@app.command("list")
def list_(home: HomePath = None, as_json: AsJson = False) -> None:
    """The latest deliveries, newest first: ids and states, never a secret."""
    from hengke.cli import workbench

    workbench.opened(opened(home))
    from hengke.apps.webhooks.api import Delivery

    rows = Delivery.objects.select_related("event", "subscription__owner").order_by("-made_at")
    told = [_row(one) for one in rows[:100]]
    if as_json:
        write_json(told)
    else:
        write_table(COLUMNS, [[row[name] for name in COLUMNS] for row in told])


@app.command("replay")
def replay(
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY")], home: HomePath = None
) -> None:
    """Send a delivery's event once more, in its owner's name."""
    from hengke.cli import workbench

    workbench.opened(opened(home))
    from hengke.apps.webhooks import api as webhooks
    from hengke.kernel import clock

    found = webhooks.Delivery.objects.filter(pk=delivery).first()
    if found is None:
        raise Refused(f"There is no delivery {delivery}.", next_step="See: hengke webhooks list")
    again = webhooks.replay(found, by=found.subscription.owner, now=clock.now())
    say(again.pk)


def _watch(*, beside: bool) -> None:
    """A round that breaks is told and tried again: the next one may be better."""
    import threading

    from django.db import Error, close_old_connections

    from hengke.apps.webhooks import api as webhooks
    from hengke.cli.serving import end_with_the_server
    from hengke.kernel import clock

    if beside:
        threading.Thread(target=end_with_the_server, daemon=True).start()
    rounds = 0
    while True:
        try:
            if rounds % FORGET_EVERY == 0:
                webhooks.forget_old(now=clock.now())
            webhooks.send_due(now=clock.now())
        except Error as error:
            note(f"Webhooks wait: {type(error).__name__}")
            close_old_connections()
        rounds += 1
        time.sleep(SECONDS)


def _row(one: Any) -> dict[str, Any]:
    return {
        "delivery": one.pk, "event": one.event.kind, "owner": one.subscription.owner.username,
        "state": one.state, "attempts": one.attempts, "answered": one.answered,
        "problem": one.problem, "next_at": one.next_at and one.next_at.isoformat(),
    }  # fmt: skip
