"""Preferences at night: what people wrote down in the workbench, handed in with the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import pyarrow as pa

from hengke.engine.preferences.columns import CHANNEL, HOURS, LISTS, PREFERENCES, WORDS
from hengke.engine.stamp import STAMP
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.part import Part, Weighing

NAME = "preferences"
COLUMNS = {CHANNEL: CHANNEL, HOURS: HOURS, **LISTS}


def weigh(weighing: Weighing) -> None:
    """`preferences`: one row per customer of the run of whom something is known."""
    rows = weighing.night.catalog.given(table(weighing.night.preferences))
    records = weighing.results["customer_records"]
    weighing.write(NAME, rows.semi_join(records, "customer_id"))


def table(told: Iterable[Mapping[str, str]]) -> pa.Table:
    """PREFERENCES without the stamp, of rows of customer_id, kind and code; a word that no rule
    knows is left out."""
    found: dict[str, dict[str, Any]] = {}
    for one in told:
        kind, code = one["kind"], one["code"]
        if code not in WORDS.get(kind, ()):
            continue
        row = found.setdefault(one["customer_id"], {})
        row.setdefault(COLUMNS[kind], []).append(code)
    plain = {name: kind for name, kind in PREFERENCES.items() if name not in STAMP}
    rows = [{"customer_id": number, **_written(found[number])} for number in sorted(found)]
    return pa.Table.from_pylist(rows, schema=ibis.schema(plain).to_pyarrow())


def _written(row: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A single word as it is, several between spaces."""
    lists = set(LISTS.values())
    return {
        name: f" {' '.join(sorted(codes))} " if name in lists else codes[0]
        for name, codes in row.items()
    }


def _followed(home: Home, on: date) -> Sequence[str]:
    """No policy: what was handed in is part of the run's name already."""
    return ()


PART = Part(NAME, _followed, weigh)
