"""What a rule on the command line may name beside features: tags of a day, segments of a home."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from hengke.engine.rules.references import References
    from hengke.engine.tagging.library import CheckedLibrary
    from hengke.pipelines.home import Home

Workbench = tuple[Mapping[str, str], Mapping[str, Sequence[str]]]


@dataclass(frozen=True)
class Names:
    """`by_hand`: who has which tag by hand, None where there is no workbench to ask."""

    references: References
    library: CheckedLibrary | None
    by_hand: Mapping[str, Sequence[str]] | None


def maybe(path: Path | None) -> Home | None:
    """The home that was named, which must exist; else the one in this folder, if there is one."""
    from hengke.pipelines.home import Home

    home = Home.at(path)
    return home.check_exists() if path or home.exists() else None


def known(home: Home | None, text: str, *, on: date) -> Names:
    """Read only where the text names a tag or a segment; what it names is refused by name where
    nobody can know it."""
    from hengke.engine.rules.references import NOTHING, References, named
    from hengke.engine.tagging.library import checked
    from hengke.policies import tagging

    if not {word for word in ("tag", "segment") if word in text.lower()}:
        return Names(NOTHING, None, None)
    found = _of_the_workbench(home, text) if home else None
    if found is None:
        _refuse_segments([name for word, name in named(text) if word == "segment"], home)
    library = checked(tagging.load(on=on, own=home.tag_policies if home else None))
    segments, by_hand = found or ({}, None)
    return Names(References(dict(segments), library.codes), library, by_hand)


def tag_rows(home: Home | None, *, on: date) -> list[dict[str, str | None]]:
    """The tags in force on the day, also the home's own."""
    from hengke.policies import tagging

    found = tagging.load(on=on, own=home.tag_policies if home else None).tags
    return [{"code": one.code, "zh": one.zh, "en": one.en, "rule": one.rule} for one in found]


def _refuse_segments(names: Sequence[str], home: Home | None) -> None:
    if names:
        raise Refused(
            f"The segment {names[0]!r} is not known here: segments are kept in the workbench's "
            "database.",
            next_step="This home has none yet; `hengke publish` makes it."
            if home
            else "Name the home that has it with --home DIR.",
        )


def _of_the_workbench(home: Home, text: str) -> Workbench | None:
    """None where the home has no workbench yet. Nothing is written."""
    if not (os.environ.get("DATABASE_URL") or home.settings().workbench or home.database.exists()):
        return None
    from hengke.cli import workbench

    workbench.set_up(home)
    from django.db import DatabaseError

    from hengke.apps.tagging.api import of_the_workbench

    try:
        return of_the_workbench(text)
    except DatabaseError as error:
        raise Refused(
            f"The segments of the workbench cannot be read: {error}",
            next_step="`hengke doctor` tells what is wrong with its database.",
        ) from error
