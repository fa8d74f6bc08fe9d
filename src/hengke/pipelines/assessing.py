"""Assessments: which dates are due, and one step per date, oldest first.

A result is named after everything it follows from: policy version, deliveries and overrides that
touch the date, and the result before it. Where that name exists already, nothing is computed; a
late file or a new override gives other names from the first date it touches on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import groupby
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.features.book import Book
from hengke.engine.results import ASSESSMENTS
from hengke.engine.tiering.measure import measured, pools
from hengke.engine.tiering.step import decided
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.contributions import Worth, profits
from hengke.pipelines.lake import AssessmentEntry, Manifest
from hengke.pipelines.lake_files import original
from hengke.policies.tiering import TierPolicy, effective_date

Override = Mapping[str, Any]
LAYOUT = 4
"""Counted up when the rules of assessing change, so that old results are not taken for new."""
DATES_AT_ONCE = 31
KEY = ("customer_id",)
OVERRIDES = pa.schema(
    [
        ("customer_id", pa.string()), ("tier", pa.string()), ("starts_on", pa.date32()),
        ("until", pa.date32()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Due:
    """One assessment that a run needs; `found` is the result it can use as it is."""

    policy: TierPolicy
    assessed_on: date
    path: str
    found: AssessmentEntry | None


def due(
    manifest: Manifest,
    dates: Sequence[tuple[TierPolicy, date]],
    overrides: Sequence[Override],
    worth: Worth,
) -> list[Due]:
    """What the dates of one policy need, oldest first."""
    known = {original(entry.path): entry for entry in manifest.assessments}
    needed, before = [], ""
    for policy, on in dates:
        before = _digest(manifest, policy, on, overrides, before, worth.version(policy, on))
        path = f"assessments/{policy.name}/{on}-{before}.parquet"
        found = known.get(path)
        needed.append(Due(policy, on, found.path if found else path, found))
    return needed


def _digest(
    manifest: Manifest,
    policy: TierPolicy,
    on: date,
    overrides: Sequence[Override],
    before: str,
    worth: str | None,
) -> str:
    """Everything that the result of this date follows from, as twelve letters."""
    holds_from = effective_date(policy, on)
    by_hand = sorted(
        json.dumps([one["customer_id"], one["tier"], one["starts_on"], one["until"]], default=str)
        for one in overrides
        if one["policy"] == policy.name and one["starts_on"] <= holds_from
    )
    told = [LAYOUT, policy.version, on.isoformat(), touching(manifest, on), by_hand, before]
    text = json.dumps(told if worth is None else [*told, worth])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def touching(manifest: Manifest, on: date) -> list[str]:
    """The deliveries on which results of this day rest."""
    return [
        batch.id
        for batch in manifest.batches
        if batch.status == "loaded" and (batch.earliest_date or "") <= on.isoformat()
    ]


@dataclass(frozen=True)
class Desk:
    """Where assessments are computed and put: the engine, the book and how a result is written.

    `store` writes the rows of one date and gives them back as a table; `stored` reads them again.
    """

    catalog: Catalog
    book: Book
    overrides: ir.Table
    store: Callable[[Due, ir.Table], ir.Table]
    stored: Callable[[Due], ir.Table]
    worth: Worth


def assess(desk: Desk, needed: Sequence[Due], *, tell: Callable[[int], None]) -> list[Due]:
    """Compute what is not there, each date from the one before; returns what was computed."""
    made: list[Due] = []
    previous: ir.Table | None = None
    for block in _blocks(needed):
        open_dates = [one.assessed_on for one in block if one.found is None]
        figures = _measured(desk, block[0].policy, open_dates)
        for one in block:
            if one.found is not None:
                previous = desk.stored(one)
                continue
            decisions = decided(
                previous, figures, desk.overrides, policy=one.policy, assessed_on=one.assessed_on
            )
            previous = desk.store(one, decisions)
            made.append(one)
            tell(len(made))
    return made


def _measured(desk: Desk, policy: TierPolicy, dates: Sequence[date]) -> ir.Table | None:
    """All dates in one pass; one by one where each has households of its own."""
    if not dates:
        return None
    keep = desk.catalog.keep
    given = profits(desk.catalog, desk.book, policy, dates, desk.worth)
    parts = [
        keep(
            "measured",
            measured(desk.book, policy=policy, dates=together, given=given, keep=keep),
        )
        for together in ([[on] for on in dates] if pools(policy) else [dates])
    ]
    return reduce(lambda one, other: one.union(other), parts)


def _blocks(needed: Sequence[Due]) -> Iterator[list[Due]]:
    """Runs of dates under one version of the policy, not too many at once."""
    for _, same in groupby(needed, key=lambda one: one.policy.version):
        rows = list(same)
        for first in range(0, len(rows), DATES_AT_ONCE):
            yield rows[first : first + DATES_AT_ONCE]


def override_table(catalog: Catalog, overrides: Sequence[Override], policy: str) -> ir.Table:
    """Approved overrides of one policy, as `engine.tiering.step` reads them."""
    rows = [
        {name: one[name] for name in OVERRIDES.names}
        for one in overrides
        if one["policy"] == policy
    ]
    return catalog.given(pa.Table.from_pylist(rows, schema=OVERRIDES))


def entries(
    needed: Sequence[Due], manifest: Manifest, *, run_id: str, known_at: str
) -> list[AssessmentEntry]:
    """What the manifest must gain so that these results are the newest of their dates."""
    gained = []
    for one in needed:
        name, on = one.policy.name, one.assessed_on.isoformat()
        if one.found is None:
            gained.append(AssessmentEntry(name, one.policy.version, on, run_id, known_at, one.path))
        elif (newest := manifest.assessment(name, on)) is None or newest.path != one.path:
            gained.append(replace(one.found))
    return gained


SCHEMA = ASSESSMENTS
