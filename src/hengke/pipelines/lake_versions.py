"""The form of the lake's manifest: what each release changed in it, one step per form.

A command that only reads brings an older manifest into today's form in memory; the first command
that writes puts it down in that form and keeps the old one beside it (`lake.commit`). A form that
has shipped is never changed: what comes to be needed is another step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hengke.kernel.errors import Refused

Raw = dict[str, Any]
SCHEMA_VERSION = 4


def upgraded(raw: Raw) -> Raw:
    """The manifest in today's form; `version` still says in which form it lies on disk."""
    found = _version(raw)
    if found > SCHEMA_VERSION:
        raise Refused(
            "This home's lake was written by a later release of Hengke (form {found}; this "
            "release knows forms up to {known}).",
            next_step="Use that release or a newer one, or restore a backup from before it: the "
            "manifest as it was lies in lake/manifest.v{known}.json.",
            found=found,
            known=SCHEMA_VERSION,
        )
    for step in range(found, SCHEMA_VERSION):
        raw = STEPS[step](raw)
    return raw


def _version(raw: Any) -> int:
    found = raw.get("version") if isinstance(raw, dict) else None
    if not isinstance(found, int) or found < 1:
        raise Refused(
            "lake/manifest.json does not say in which form it is written.",
            next_step="Restore it from a backup; the files that it names are still there.",
        )
    return found


def _from_1(raw: Raw) -> Raw:
    """0.1.0 kept every run with its files, and every file list that a batch had replaced."""
    batches = [{**batch, "settled": False} for batch in raw["batches"]]
    return {**raw, "batches": batches, "retired": []}


def _from_2(raw: Raw) -> Raw:
    """Up to 0.3 identifiers lay in the tables as they were delivered; `upgrading.py` seals them."""
    return {**raw, "batches": [{**batch, "bronze": None} for batch in raw["batches"]]}


def _from_3(raw: Raw) -> Raw:
    """Nobody had been taken out of the lake; a release that does not know this list would let them
    in again."""
    return {**raw, "forgettings": 0, "forgotten": []}


STEPS: Mapping[int, Callable[[Raw], Raw]] = {1: _from_1, 2: _from_2, 3: _from_3}
"""Form on disk to the step that leads to the next one."""
