"""The check-up's looks into the workbench: second factors, keys that are named, the last proof of
the audit log. Each needs the database; where that does not answer, they say so and name no fault.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from hengke.cli.checkup_safety import Finding, limits
from hengke.kernel import clock

if TYPE_CHECKING:
    from hengke.pipelines.home import Home

Look = Callable[["Home"], Finding]
MOST_NAMED = 5
"""Log-ins or keys in one line; more are counted."""


def _answered(look: Look) -> Look:
    """The look, once Django is set up on this home."""

    @wraps(look)
    def asked(home: Home) -> Finding:
        from hengke.cli import workbench

        workbench.set_up(home)
        from django.db import DatabaseError

        try:
            return look(home)
        except DatabaseError as error:
            what, told = look.__name__.replace("_", " "), f"not looked at: {type(error).__name__}"
            return Finding(what, "warn", told, "Put the database in order first.")

    return asked


@_answered
def factors(home: Home) -> Finding:
    """Everybody whose role (or whom an administrator) asks for a second factor has one."""
    from hengke.apps.identity.api import without_factor

    needing, lacking = without_factor()
    if home.settings().demo:
        return Finding("factors", "ok", "a demo asks nobody for a second factor")
    if not lacking:
        return Finding("factors", "ok", f"all {needing} who need a second factor have one")
    step = ("They add one at their next log-in, and reach nothing before; who no longer comes: "
            "hengke people deactivate NAME")  # fmt: skip
    told = f"{len(lacking)} of {needing} who need a second factor have none: {_some(lacking)}"
    return Finding("factors", "warn", told, step)


@_answered
def named_keys(home: Home) -> Finding:
    """Every key that a sealed value or file names is in the ring and was not destroyed."""
    missing = keys_missing(home)
    if not missing:
        return Finding("named keys", "ok", "every key that the database and the lake name is here")
    step = "Put back keys/ring.json of a backup that has them; nobody reads what they seal before."
    return Finding("named keys", "fail", f"not in the ring: {_some(missing)}", step)


def keys_missing(home: Home, *, database: bool = True) -> list[str]:
    """Keys that database and lake name or the ring skips, each with a place that tells of it;
    without `database` the lake alone is looked through."""
    from hengke.pipelines.protection import ring
    from hengke.web import sealed_rows

    held = ring.load(home) if home.key_ring.exists() else None
    keys = held.keys.values() if held else ()
    living = [key.id for key in keys if key.state != ring.DESTROYED]
    lost = held.gaps(ring.IDENTIFIERS) if held else []
    rows = sealed_rows.strangers(living) if database else {}
    missing = {**rows, **_strangers_of_files(home, living)}
    for first, last in lost:  # what it sealed within a kept delivery names it only there
        missing[f"one of {first[:16]} to {last[:16]}"] = "keys/ring.json"
    return [f"{key} ({place})" for key, place in sorted(missing.items())]


@_answered
def proof(home: Home) -> Finding:
    """When the whole audit log was last recomputed, and what came of it."""
    from hengke.apps.audit import chain_state

    last, step = chain_state.last_verified(home), "hengke audit verify (weekly, by cron or systemd)"
    if last is None:
        level = "ok" if home.settings().demo else "warn"
        return Finding("proof", level, "the audit log was never verified", step)
    when = f"verified {last['at']:%Y-%m-%d %H:%M} UTC, {last['rows']:,} changes"
    if not last["ok"]:
        step = "hengke audit verify says where; tell the audit administrator, change nothing."
        return Finding("proof", "fail", f"{when}: BROKEN", step)
    late = clock.now() - last["at"] > limits(home).head_age
    return Finding("proof", "warn" if late else "ok", f"{when}: whole", step if late else "")


@_answered
def destruction(home: Home) -> Finding:
    """Nothing is kept beyond its day: what is due for destruction, and who waits for the lake."""
    from hengke.apps.privacy import api as privacy

    overdue = [one for one in privacy.due(clock.today()) if not one.held]
    waiting = [one for one in privacy.waiting() if not one.held]
    if not overdue and not waiting:
        return Finding("destruction", "ok", "nothing is kept beyond its day")
    told = (f"{len(overdue)} categories of customers' data are due, {len(waiting)} customers lie "
            "in the lake still")  # fmt: skip
    return Finding("destruction", "warn", told, "hengke privacy destroy (daily, by a timer)")


def _strangers_of_files(home: Home, living: list[str]) -> dict[str, str]:
    """Of sealed files of the lake: what stands in their first lines."""
    from hengke.pipelines import destroying, lake
    from hengke.pipelines.protection import sealed_files

    found: dict[str, str] = {}
    for name in destroying.named(lake.load(home)):
        place = home.lake / name
        for path in _sealed_below(place):
            if (key := sealed_files.key_of(path)) and key not in living:
                found[key] = f"lake/{path.relative_to(home.lake)}"
    return found


def _sealed_below(place: Path) -> list[Path]:
    """Bronze is a folder per batch; the rejected rows of one are files that begin with its name."""
    from hengke.pipelines.protection.sealed_files import ENDING

    if place.is_dir():
        return sorted(place.rglob(f"*{ENDING}"))
    return sorted(place.parent.glob(f"{place.name}*{ENDING}")) if place.parent.is_dir() else []


def _some(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
