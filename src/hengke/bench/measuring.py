"""One size from the delivery to the pages. What has been measured is written down stage by stage.

`bench.json` in the folder of the size names every finished stage, so that a bench that was killed
goes on after the last of them (`--resume`). A stage that was killed half-way is begun again: the
product's own steps heal by themselves, the others write their results anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from hengke.bench import processes
from hengke.bench.processes import StepFailed
from hengke.bench.ratios import with_ratios
from hengke.bench.stages import NAMES, Stage, wanted
from hengke.kernel import clock
from hengke.pipelines.home import write_atomically

RECORD = "bench.json"
SATURATED_SECONDS = 20.0
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Reading:
    """How the pages are read: so many rounds each, or a minute and then without waiting."""

    users: int = 8
    wait: float = 1.0
    rounds: int | None = None

    @property
    def params(self) -> dict[str, Any]:
        hurry = SATURATED_SECONDS if self.rounds is None else 0.0
        return {**asdict(self), "saturated_seconds": hurry}


@dataclass(frozen=True)
class Size:
    """How large the bank is. `transactions` counts per customer over all months."""

    customers: int
    months: int = 24
    transactions: float = 100.0


@dataclass(frozen=True)
class Wish:
    """What a bench is asked for: no names are all stages, no database is the home's SQLite."""

    stages: Sequence[str] = ()
    reading: Reading = field(default_factory=Reading)
    database: str = ""
    resume: bool = False


@dataclass
class Record:
    """The stages measured so far at one size, by name."""

    path: Path
    size: Size
    stages: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def opened(cls, place: Path, size: Size, *, resume: bool) -> Record:
        """The record of an earlier bench of this size, or an empty one in an emptied folder.

        Only what a bench has made is emptied, and nothing that a resumed one does not know.
        """
        path = place / RECORD
        if resume and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            if kept["size"] != asdict(size):
                raise StepFailed(f"{place} holds a bench of another size; name another --place")
            return cls(path, size, kept["stages"])
        if place.exists() and any(place.iterdir()) and not path.exists():
            raise StepFailed(f"{place} holds something else than a bench; name another --place")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        made = cls(path, size)
        made.write()
        return made

    def add(self, name: str, told: dict[str, Any]) -> None:
        self.stages[name] = told
        self.write()

    def write(self) -> None:
        kept = {"size": asdict(self.size), "stages": self.stages}
        write_atomically(self.path, json.dumps(kept, indent=1, default=str))


def measured(place: Path, size: Size, wish: Wish, *, tell: Tell) -> list[dict[str, Any]]:
    """Every stage that was asked for, told as the interface tells it, with ratios."""
    record = Record.opened(place, size, resume=wish.resume)
    stages = wanted(wish.stages)
    for stage in stages:
        if "detail" in record.stages.get(stage.name, {}):
            tell(f"{size.customers:,} customers: {stage.name} (measured before)")
            continue
        tell(f"{size.customers:,} customers: {stage.name}")
        record.add(stage.name, _measured(stage, place, size, wish))
    bookings = record.stages["generate"]["detail"]["table_rows"]["transactions"]
    found = [{**record.stages[stage.name], "transactions": bookings} for stage in stages]
    return [one for one in with_ratios(found) if one["stage"] in (wish.stages or NAMES)]


def _measured(stage: Stage, place: Path, size: Size, wish: Wish) -> dict[str, Any]:
    found = processes.run(stage.step, place, **_params(stage, size, wish))
    answer = found.answer
    told: dict[str, Any] = {
        "stage": stage.name, "customers": size.customers, "transactions": None,
        "measured_at": clock.now().isoformat(timespec="seconds"),
    }  # fmt: skip
    if "skipped" in answer:
        return {**told, "skipped": answer["skipped"]}
    if stage.checked:
        compared = processes.run("compare", place, which=stage.checked)
        answer["differences"] = compared.answer["differences"]
    rows = answer.pop("rows", None)
    core = answer.get("seconds") or found.seconds
    return {
        **told, "wall_s": round(found.seconds, 3), "cpu_s": round(found.cpu_seconds, 3),
        "peak_mb": round(found.peak_mb), "rows": rows,
        "rows_per_s": round(rows / core) if rows else None, "detail": answer,
    }  # fmt: skip


def _params(stage: Stage, size: Size, wish: Wish) -> dict[str, Any]:
    if stage.step == "generate":
        return {"customers": size.customers, "months": size.months,
                "transactions_per_customer": size.transactions}  # fmt: skip
    if stage.step == "pages":
        return {**wish.reading.params, "database_url": wish.database}
    if stage.step == "publish":
        return {"database": wish.database}
    return {}
