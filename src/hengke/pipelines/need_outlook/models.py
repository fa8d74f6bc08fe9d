"""What was learnt of all needs as one file of the lake, named after everything it follows from.

That a need cannot be predicted, and why, is kept alike: it is not tried again every night.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path, PurePosixPath

from hengke.engine.needs.outlook_inputs import Asked
from hengke.learning.need_outlook import NeedModel, recipe
from hengke.learning.need_report import Learnt
from hengke.pipelines.falls.models import LIBRARIES
from hengke.pipelines.home import write_atomically
from hengke.pipelines.need_outlook.looks import Looks

LAYOUT = 2
"""Counted up when what a sample holds changes, so that old models are not taken for new."""
FOLDER = "models/need_outlook"


@dataclass(frozen=True)
class Kept:
    """`follows`: the digest of policies and recipe; `needs`: what was learnt, by class."""

    path: str
    follows: str
    first_look: date
    last_look: date
    known_until: date
    needs: Mapping[str, Learnt]

    @property
    def version(self) -> str:
        return PurePosixPath(self.path).stem

    def due_on(self, retrain_days: int) -> date:
        """The last day on which it is not yet to be replaced."""
        return self.known_until + timedelta(days=retrain_days)


def follows(asked: Asked) -> str:
    """All that decides, beside the rows, what is learnt."""
    told = [
        LAYOUT, recipe(), [metadata.version(one) for one in LIBRARIES], asked.policy.version,
        asked.enquiries.version, asked.market.version, asked.growth,
        [one.tag.version for one in asked.rules],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:12]


def path_of(asked: Asked, looks: Looks, *, known_at: str) -> str:
    """`known_at`: the last delivery."""
    days = [on.isoformat() for on in (*looks.days, looks.known_until)]
    told = json.dumps([follows(asked), days, known_at])
    return f"{FOLDER}/{hashlib.sha256(told.encode()).hexdigest()[:12]}.json"


def stored(lake: Path, path: str | None) -> Kept | None:
    """None where nothing has this name, or its file is gone."""
    if path is None or not (lake / path).is_file():
        return None
    raw = json.loads((lake / path).read_text(encoding="utf-8"))
    needs = {
        code: Learnt(
            one["told"], None if one["model"] is None else NeedModel.of(one["model"]), one["reason"]
        )
        for code, one in raw["needs"].items()
    }
    days = {name: date.fromisoformat(raw[name]) for name in DAYS}
    return Kept(path, raw["follows"], **days, needs=needs)


DAYS = ("first_look", "last_look", "known_until")


def store(lake: Path, kept: Kept) -> None:
    target = lake / kept.path
    target.parent.mkdir(parents=True, exist_ok=True)
    told = {
        "follows": kept.follows,
        **{name: getattr(kept, name).isoformat() for name in DAYS},
        "needs": {
            code: {
                "told": dict(one.told),
                "model": None if one.model is None else one.model.as_told(),
                "reason": one.reason,
            }
            for code, one in kept.needs.items()
        },
    }
    write_atomically(target, json.dumps(told, ensure_ascii=False, sort_keys=True))
