"""The stages of a bench in their order: which step each runs, and what must be there before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """`needs` are stages; `checked` is a yardstick whose tables are compared with the engine's.

    `plain` stages take no part of the options.
    """

    name: str
    step: str
    needs: tuple[str, ...] = ()
    checked: str = ""


STAGES = (
    Stage("generate", "generate"),
    Stage("import", "load", ("generate",)),
    Stage("import again", "load", ("import",)),
    Stage("run", "run", ("import",)),
    Stage("run again", "run", ("run",)),
    Stage("publish", "publish", ("run",)),
    Stage("publish again", "publish", ("publish",)),
    Stage("hand sql", "hand", ("run",), checked="hand"),
    Stage("scan", "scan", ("import",)),
    Stage("polars", "polars", ("run",), checked="polars"),
    Stage("pandas", "pandas", ("run",), checked="pandas"),
    Stage("pages", "pages", ("publish",)),
    Stage("tryton", "peer", ("generate",)),
    Stage("help", "help_", ("generate",)),
    Stage("next day", "next_day", ("run",)),
)
"""The next day comes last: after it the home is no longer the one that the others measured."""

NAMES = tuple(stage.name for stage in STAGES)


def wanted(names: Sequence[str]) -> list[Stage]:
    """The stages that were named with all that they need, in their order; all when none is."""
    if not names:
        return list(STAGES)
    by_name = {stage.name: stage for stage in STAGES}
    found: set[str] = set()
    open_ = list(names)
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += by_name[name].needs
    return [stage for stage in STAGES if stage.name in found]
