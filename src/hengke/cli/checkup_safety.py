"""The check-up's looks at safety: keys, permissions, HTTPS, second factors, audit, backups, clock.

Each says what is so and the way out; nothing is changed by looking.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hengke.kernel import clock

if TYPE_CHECKING:
    from hengke.pipelines.home import Home
    from hengke.policies.operations import OperationsPolicy

OTHERS = stat.S_IRWXG | stat.S_IRWXO
PRIVATE = ("secret.key", "keys/ring.json", "keys/master.key", "workbench.sqlite3")
"""Nobody but the owner reads these, also when somebody opens the home's directory one day."""


@dataclass(frozen=True)
class Finding:
    """One line of the check-up. `level` is ok, warn or fail; only fail changes the exit code."""

    what: str
    level: str
    detail: str
    next_step: str = ""


def limits(home: Home) -> OperationsPolicy:
    from hengke.policies import operations

    return operations.load(on=clock.today(), own=home.policies / "operations")


def keys(home: Home) -> Finding:
    """Every key of the ring opens with the master key, which lies elsewhere."""
    from hengke.pipelines.protection import master, ring

    if not home.key_ring.exists():
        step = "The next import makes them."
        return Finding("keys", "warn", "this home has no key ring yet", step)
    found = ring.load(home)
    living = [key for key in found.keys.values() if key.state != ring.DESTROYED]
    for key in living:
        found.secret(key.id)
    for purpose in ring.STANDING:
        found.active(purpose)
    told = f"{len(living)} keys open, {len(found.keys) - len(living)} destroyed"
    if master.lies_in_home(home):
        step = (f"Move {master.place(home)} to where your bank keeps keys and name the file with "
                f"{master.VARIABLE}: whoever copies the home copies the key.")  # fmt: skip
        return Finding("keys", "warn", f"{told}; the master key lies in the home", step)
    return Finding("keys", "ok", f"{told}; the master key lies outside the home")


def permissions(home: Home) -> Finding:
    """0700 for the home, 0600 for what is secret in it."""
    from hengke.pipelines.protection import master

    places = [home.path / name for name in PRIVATE] + [master.place(home)]
    open_ones = [place for place in dict.fromkeys(places) if place.exists() and _is_open(place)]
    if _is_open(home.path):
        step = f"chmod 700 {home.path}"
        return Finding("permissions", "fail", "others may look into the home", step)
    secret = [place for place in open_ones if place.suffix in (".key", ".json")]
    if open_ones:
        step = f"chmod 600 {' '.join(map(str, open_ones))}"
        level = "fail" if secret else "warn"
        named = ", ".join(place.name for place in open_ones)
        return Finding("permissions", level, f"readable for others: {named}", step)
    return Finding("permissions", "ok", "home 0700, secrets 0600")


def _is_open(place: Path) -> bool:
    return bool(place.stat().st_mode & OTHERS)


def https(home: Home) -> Finding:
    """Cookies are secure only where HTTPS is announced."""
    from hengke.server import environment

    read = environment.read(os.environ)
    if read.debug:
        step = "Unset HENGKE_DEBUG: error pages show code and values."
        return Finding("https", "fail", "HENGKE_DEBUG is on", step)
    if read.https:
        return Finding("https", "ok", "cookies are secure and bound to this host")
    step = "Put a proxy with TLS in front and set HENGKE_HTTPS=1 (docs/operations.md)."
    level = "ok" if home.settings().demo else "warn"
    return Finding("https", level, "HENGKE_HTTPS is off: cookies travel in the clear",
                   "" if level == "ok" else step)  # fmt: skip


def audit(home: Home) -> Finding:
    """How long ago the end of the audit log was signed outside the database."""
    heads = home.path / "audit" / "heads.jsonl"
    if not heads.exists() and (home.keys / "last-head.json").exists():
        step = "hengke audit verify says what is gone; tell the audit administrator."
        return Finding("audit", "fail", "the signed heads of the audit log were removed", step)
    if not heads.exists():
        step = "hengke serve signs one every minute; once by hand: hengke audit seal"
        return Finding("audit", "warn", "no signed head of the audit log yet", step)
    signed = datetime.fromtimestamp(heads.stat().st_mtime, UTC)
    age = clock.now() - signed
    if age > limits(home).head_age:
        step = "hengke audit seal, then: hengke audit verify"
        return Finding("audit", "warn", f"last signed {_ago(age.total_seconds())}", step)
    return Finding("audit", "ok", f"last signed {_ago(age.total_seconds())}")


def backup(home: Home) -> Finding:
    from hengke.pipelines.backup import saving

    step = "hengke backup FILE, every night (docs/operations.md)"
    last = saving.last(home)
    if last is None:
        level = "ok" if home.settings().demo else "warn"
        return Finding("backup", level, "none was ever made", "" if level == "ok" else step)
    age = clock.now() - datetime.fromisoformat(last["made_at"])
    told = f"{_ago(age.total_seconds())} to {last['file']}"
    late = age > limits(home).backup_age
    return Finding("backup", "warn" if late else "ok", told, step if late else "")


def time(home: Home) -> Finding:
    """A clock that went back makes locks, tokens, time-outs and the order of the log wrong."""
    newest = max(_instants(home), default=None)
    ahead = (newest[0] - clock.now()) if newest else None
    if newest and ahead and ahead > limits(home).clock_ahead:
        detail = f"{newest[1]} is of {newest[0]:%Y-%m-%d %H:%M} UTC, which is still to come"
        step = "Set this machine's clock (NTP); until then sign nothing and import nothing."
        return Finding("clock", "fail", detail, step)
    return Finding("clock", "ok", f"{clock.now():%Y-%m-%d %H:%M} UTC, after all that was written")


def _instants(home: Home) -> Iterator[tuple[datetime, str]]:
    """What was written down with its time, as far as it can be read."""
    import json

    from hengke.pipelines import lake
    from hengke.pipelines.backup import saving

    manifest = lake.load(home)
    for run in manifest.runs:
        yield _instant(run.created_at), f"run {run.run_id}"
    for batch in manifest.batches:
        yield _instant(batch.created_at), f"batch {batch.id}"
    if last := saving.last(home):
        yield _instant(last["made_at"]), "the last backup"
    if home.key_ring.exists():
        for key in json.loads(home.key_ring.read_text(encoding="utf-8"))["keys"]:
            yield _instant(key["created_at"]), f"key {key['id']}"


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _ago(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours / 24:.0f} days ago" if hours > 48 else f"{hours:.1f} hours ago"
