"""Does a delivery look like the last one? Rows and sums of money per source and table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hengke.engine.schemas import TableSchema
from hengke.kernel.errors import NeedsConfirmation
from hengke.kernel.money import decimal_string
from hengke.kernel.sentences import sentence, together
from hengke.pipelines.intake import titles
from hengke.pipelines.intake.candidates import CONSTANTS, Candidates
from hengke.pipelines.intake.mapping import Mapping
from hengke.pipelines.intake.sql_text import name
from hengke.pipelines.intake.workspace import Workspace
from hengke.pipelines.lake import Manifest

SHOWN = 5  # deviations that the refusal names
Figures = dict[str, dict[str, int]]
"""source -> "rows" or a money column -> figure; of one table."""


@dataclass(frozen=True)
class Deviation:
    """A figure that is further off the last delivery than the mapping allows."""

    source: str
    table: str
    what: str
    last: int
    now: int
    allowed_percent: int

    def text(self) -> str:
        last, now = (
            decimal_string(figure) if self.what.endswith("_minor") else f"{figure:,}"
            for figure in (self.last, self.now)
        )
        return sentence(
            "{source}, {table}: {what} {now}, last time {last} ({percent:+.0f} %)",
            source=self.source, table=titles.table(self.table), what=titles.amount(self.what),
            now=now, last=last, percent=self.percent,
        )  # fmt: skip

    @property
    def percent(self) -> float:
        return 100 * (self.now - self.last) / abs(self.last)

    def to_json(self) -> dict[str, Any]:
        return {
            "source": self.source, "table": self.table, "what": self.what, "last": self.last,
            "now": self.now, "percent": round(self.percent, 1), "text": self.text(),
        }  # fmt: skip


def figures(workspace: Workspace, candidates: Candidates) -> Figures:
    """Accepted rows and money per source. Bookings are summed without their sign."""
    money = _money(candidates.schema)
    size = "abs" if candidates.table == "transactions" else ""
    sums = [f"sum({size}({name(column)}))" for column in money]
    found: Figures = {}
    for part in candidates.parts:
        if part.source == CONSTANTS:
            continue
        row = workspace.rows(
            f"SELECT {', '.join(['count(*)', *sums])} FROM ok_{candidates.table} "
            f"WHERE {part.its_rows} AND NOT _delete"
        )[0]
        figure = found.setdefault(part.source, {})
        for what, value in zip(["rows", *money], row, strict=True):
            if value is not None:
                figure[what] = figure.get(what, 0) + int(value)
    return found


def _money(schema: TableSchema) -> list[str]:
    """Amounts; a running balance is none that can be summed over bookings."""
    columns = [column.name for column in schema.columns if column.name.endswith("_minor")]
    return columns[:1] if schema.name == "transactions" else columns


def deviations(manifest: Manifest, mapping: Mapping, now: dict[str, Figures]) -> list[Deviation]:
    """Figures of this delivery against the last one that had the same source and table."""
    found = []
    for table, sources in now.items():
        for source, figure in sources.items():
            last = _last(manifest, mapping.name, table, source)
            allowed = mapping.source(source).deviation_percent
            for what, before in last.items():
                value = figure.get(what, 0)
                if before and abs(value - before) * 100 > allowed * abs(before):
                    found.append(Deviation(source, table, what, before, value, allowed))
    return found


def _last(manifest: Manifest, mapping: str, table: str, source: str) -> dict[str, int]:
    for batch in reversed(manifest.batches):
        if batch.status != "loaded" or batch.source != mapping:
            continue
        for entry in batch.tables:
            if entry["table"] == table and source in entry.get("sources", {}):
                figure: dict[str, int] = entry["sources"][source]
                return figure
    return {}


def check_deviations(found: list[Deviation]) -> None:
    """A delivery that is unlike the last one waits for a person."""
    if not found:
        return
    lines = [deviation.text() for deviation in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(sentence("and {more} more", more=len(found) - SHOWN))
    raise NeedsConfirmation(
        "The delivery is more than {allowed} % off the last one: {lines}.",
        next_step="Nothing was changed. If it is right, import it again with --confirm.",
        allowed=found[0].allowed_percent,
        lines=together(lines),
    )
