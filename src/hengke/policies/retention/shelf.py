"""Retention policies: `<name>/<from>.toml`, the bank's own first, the newest begun one in force."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from hengke.policies import dated, fields

SHIPPED = Path(__file__).parent
STANDARD = "standard"
KEYS = {
    "runs": ("days", "month_ends", "record_days"),
    "batches": ("undo", "quarantine_days"),
}
BRONZE, UPLOADS = "bronze_days", "upload_days"
LATER = (BRONZE, UPLOADS)
"""Limits that older files do not have."""


@dataclass(frozen=True)
class RetentionPolicy:
    """One dated set of limits. Days, months and numbers of batches are whole, from 0.

    A run is kept with its results when its business date is among the last `run_days` dates that
    have a run, when it was made within as many days, or when it is the last of one of the last
    `run_month_ends` months; after that as a record for `run_record_days`.
    """

    version: str
    run_days: int
    run_month_ends: int
    run_record_days: int
    undo_batches: int
    quarantine_days: int
    bronze_days: int  # what was read of a delivery; a file from before it had none says as above
    upload_days: int  # files uploaded on the page and not imported; before it had any, as bronze


def load(name: str = STANDARD, *, on: date, own: Path | None = None) -> RetentionPolicy:
    """The policy of this name in force on the day; before its first file, the first file."""
    return dated.load(SHIPPED, name, parse, on=on, own=own)


def parse(text: str, *, name: str, since: date) -> RetentionPolicy:
    """A policy from the text of its file; every mistake is refused with its place."""
    table = dated.table(text, ("source", *KEYS), name=name)
    fields.needed(table, "source", where=name)
    limits = {part: _limits(table, part, keys, where=name) for part, keys in KEYS.items()}
    runs, batches = limits["runs"], limits["batches"]
    policy = RetentionPolicy(
        version=f"{name}@{since}",
        run_days=runs["days"],
        run_month_ends=runs["month_ends"],
        run_record_days=runs["record_days"],
        undo_batches=batches["undo"],
        quarantine_days=batches["quarantine_days"],
        bronze_days=batches["quarantine_days"],
        upload_days=batches["quarantine_days"],
    )
    if BRONZE in table["batches"]:
        days = fields.whole(table["batches"], BRONZE, 0, where="batches")
        policy = replace(policy, bronze_days=days, upload_days=days)
    if UPLOADS in table["batches"]:
        days = fields.whole(table["batches"], UPLOADS, 0, where="batches")
        policy = replace(policy, upload_days=days)
    return policy


def _limits(table: Any, part: str, keys: tuple[str, ...], *, where: str) -> dict[str, int]:
    found = fields.check_keys(
        fields.needed(table, part, where=where), (*keys, *LATER) if part == "batches" else keys,
        where=part,
    )  # fmt: skip
    limits = {}
    for key in keys:
        fields.needed(found, key, where=part)
        limits[key] = fields.whole(found, key, 0, where=part)
    return limits
