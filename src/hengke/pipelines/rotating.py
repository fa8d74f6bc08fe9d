"""New keys for old, and the end of old ones: a key goes when nothing is sealed with it any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hengke.kernel import clock
from hengke.kernel.sentences import sentence
from hengke.pipelines import lake
from hengke.pipelines.destroying import PARTITIONS
from hengke.pipelines.home import Home
from hengke.pipelines.protection import ring as rings
from hengke.pipelines.protection.ring import DESTROYED, IDENTIFIERS, INDEX, RETIRED, Ring


def rotate(home: Home, *, index: bool) -> list[str]:
    """A new active key for identifiers, and (`index`) for the blind indexes, which have to be made
    anew then. Returns their names. Nobody imports meanwhile."""
    now = clock.now()
    with lake.writing(home, what="hengke keys rotate"), rings.changing(home, now=now) as ring:
        purposes = (IDENTIFIERS, INDEX) if index else (IDENTIFIERS,)
        return [ring.add(purpose, now=now).id for purpose in purposes]


def retired(home: Home) -> list[str]:
    """Keys of identifiers that seal nothing any more and may still have to open something."""
    keys = rings.load(home).of_purpose(IDENTIFIERS)
    return [key.id for key in keys if key.state == RETIRED]


def destroy_unneeded(
    home: Home, *, holder_of: Callable[[str], str], now: datetime
) -> tuple[list[str], dict[str, str]]:
    """After everything was sealed again: keys that went, and why others stay.

    What is kept of deliveries holds tokens of the key of its day, so an old key of identifiers
    stays until those partitions are destroyed; and as long as `holder_of` finds a table of the
    workbench that names it. An old key of indexes is needed by nobody.
    """
    gone: list[str] = []
    kept: dict[str, str] = {}
    with rings.changing(home, now=now) as ring:
        for key in [*ring.of_purpose(IDENTIFIERS), *ring.of_purpose(INDEX)]:
            if key.state != RETIRED:
                continue
            held = ""
            if key.purpose == IDENTIFIERS:
                held = _held_by(ring, key.ended_at) or holder_of(key.id)
            if held:
                kept[key.id] = sentence("{place} still holds what it sealed", place=held)
            else:
                ring.destroy(key.id, now=now)
                gone.append(key.id)
    return gone, kept


def _held_by(ring: Ring, ended_at: str) -> str:
    """The first partition from the time of the key that is still there."""
    alive = (
        key.purpose
        for key in ring.keys.values()
        if key.purpose.startswith(PARTITIONS)
        and key.state != DESTROYED
        and key.created_at < ended_at
    )
    return next(alive, "")
