"""The events that can be told: whom they concern, and which ids they carry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

Id = str | int


@dataclass(frozen=True)
class Kind:
    """`right` is what a subscriber must hold, as far as the place of the event; `ids` in order."""

    right: str
    ids: tuple[str, ...]
    what: Any


KINDS: Mapping[str, Kind] = {
    "run.published": Kind("imports.read_runs", ("run",), _("a run's results are shown")),
    "delivery.imported": Kind(
        "imports.write", ("delivery", "batch"), _("a delivery is in the lake")
    ),
    "delivery.failed": Kind("imports.write", ("delivery",), _("a job of a delivery failed")),
    "tier_override.requested": Kind(
        "tiering.read", ("override", "customer"), _("a tier by hand was asked for")
    ),
    "tier_override.decided": Kind(
        "tiering.read", ("override", "customer"), _("a tier by hand was approved or rejected")
    ),
    "task.done": Kind("care.work", ("task", "customer"), _("a task was done")),
    "contact.recorded": Kind("care.work", ("contact", "customer"), _("a contact was written down")),
}
LONGEST_ID = 200


def check(kind: str, ids: Mapping[str, Id]) -> None:
    """A programmer's mistake is named: payloads hold the ids that were promised and no more."""
    known = KINDS[kind]
    if set(ids) != set(known.ids):
        raise ValueError(f"{kind} carries {', '.join(known.ids)}")
    for value in ids.values():
        if not isinstance(value, (str, int)) or len(str(value)) > LONGEST_ID:
            raise ValueError(f"{kind} carries ids only")


def words() -> dict[str, Any]:
    """Every event in words."""
    return {code: kind.what for code, kind in KINDS.items()}


def said(kind: str) -> Any:
    """The event in words; the code of one that is not told any more."""
    return KINDS[kind].what if kind in KINDS else kind
