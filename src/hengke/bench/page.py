"""`python -m hengke.bench.page bench/results/*.json`: docs/benchmarks.md, made from what was found.

Figures come from the files, the newest of a stage and size counts; what a person has to say to them
(why a number is missed, why a stage grows faster) from `remarks.toml` beside the files.
"""

from __future__ import annotations

import argparse
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hengke.bench import page_parts, page_run
from hengke.bench.growth import EXPLAINED_ABOVE, grown
from hengke.bench.numbers import NUMBERS
from hengke.bench.stages import NAMES
from hengke.pipelines.home import write_atomically

INTRODUCTION = """# Benchmarks

This page is written by a program from measured files: `python -m hengke.bench.page
bench/results/*.json`. Measure your own machine with `hengke bench` (20,000 and 100,000 customers)
or `make bench-large` (1 million customers, 100 million transactions; a killed one goes on where it
was). Every stage runs in a process of its own; `wall` and `CPU` are seconds of the whole process,
`peak` its largest memory, `rows/s` counts the core of the step without its start-up.

`ratio to` compares within the same bench, on the core of the steps: **hand sql** is DuckDB SQL
written by hand for the same columns, **scan** decodes every value of the same Parquet files and
keeps nothing (the floor), **polars** and **pandas** compute assessments and the figures of
positions (compared with the parts of the run that do). Whatever a yardstick writes is compared with
the engine's rows; a bench in which one differs fails. The model of falls, the tasks and what is
weighed besides tiers have no counterpart: they are left out of the ratios of the run and listed
apart; publishing is a stage of its own. **tryton** is a Python CRM on PostgreSQL over its own
JSON-RPC: parties with an address and a phone (three records each) against our imported rows, and
its list as rows for one reader against our list as a page for several.
"""


@dataclass(frozen=True)
class Results:
    """The newest figures of every size and stage, the machines, and the remarks of people."""

    machines: list[Mapping[str, Any]]
    stages: dict[int, dict[str, dict[str, Any]]]
    remarks: Mapping[str, Mapping[str, str]]

    @classmethod
    def read(cls, files: Sequence[Path]) -> Results:
        documents = [json.loads(file.read_text(encoding="utf-8")) for file in files]
        machines = [document["machine"] for document in documents]
        newest: dict[int, dict[str, dict[str, Any]]] = {}
        every = [one for document in documents for one in document["stages"]]
        for one in sorted(every, key=lambda one: one["measured_at"]):
            newest.setdefault(one["customers"], {})[one["stage"]] = one
        remarks = files[0].parent / "remarks.toml"
        told = tomllib.loads(remarks.read_text(encoding="utf-8")) if remarks.exists() else {}
        return cls(machines, dict(sorted(newest.items())), told)

    def remark(self, topic: str, key: str) -> str:
        return self.remarks.get(topic, {}).get(key, "")


def written(results: Results) -> str:
    """The whole page."""
    parts = [
        INTRODUCTION, _numbers(results), *_sizes(results), _growth(results),
        *(page_run.profile(size, stages) for size, stages in results.stages.items()
          if "run" in stages),
        *(page_parts.pages(size, stages["pages"]) for size, stages in results.stages.items()
          if "detail" in stages.get("pages", {})),
        page_parts.machines(results.machines),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def _numbers(results: Results) -> str:
    """Every number that the design holds, at the largest size."""
    size = max(results.stages)
    rows = []
    for number in NUMBERS:
        found = number.measured(results.stages[size])
        verdict = "not measured" if found is None else "met" if number.met(found) else "**missed**"
        told = "" if found is None else number.form.format(found)
        rows.append((number.what, number.bound, told, verdict,
                     results.remark("numbers", number.key)))  # fmt: skip
    head = ("what", "to hold", "measured", "", "why")
    return f"## Numbers to hold, at {size:,} customers\n\n{page_parts.table(head, rows)}"


def _sizes(results: Results) -> Iterator[str]:
    head = ("stage", "wall s", "CPU s", "peak MB", "rows/s", "ratio to (CPU)")
    for size, stages in results.stages.items():
        bookings = next(iter(stages.values()))["transactions"]
        rows = [_stage(stages[name]) for name in NAMES if name in stages]
        title = f"## {size:,} customers, {bookings:,} transactions"
        yield f"{title}\n\n{page_parts.table(head, rows)}"


def _stage(one: Mapping[str, Any]) -> tuple[str, ...]:
    if "skipped" in one:
        return (one["stage"], "", "", "", "", f"skipped: {one['skipped']}")
    rate = f"{one['rows_per_s']:,}" if one["rows_per_s"] else ""
    return (
        one["stage"], f"{one['wall_s']:,.1f}", f"{one['cpu_s']:,.1f}", f"{one['peak_mb']:,}", rate,
        ", ".join(_ratios(one)),
    )  # fmt: skip


def _ratios(one: Mapping[str, Any]) -> Iterable[str]:
    for name, ratio in one["ratio_to"].items():
        cpu = one["cpu_ratio_to"].get(name)
        yield f"{name} {_short(ratio)}" + (f" ({_short(cpu)})" if cpu is not None else "")


def _short(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def _growth(results: Results) -> str:
    found = grown([one for stages in results.stages.values() for one in stages.values()])
    if not found:
        return ""
    rows = [
        (one.stage, " → ".join(f"{size:,}" for size in one.sizes), page_parts.figure(one.wall),
         page_parts.figure(one.cpu),
         results.remark("growth", one.stage) or ("**to explain**" if one.to_explain else ""))
        for one in found
    ]  # fmt: skip
    head = ("stage", "customers", "exponent, wall", "exponent, CPU", "why")
    text = (
        "## How the cost grows\n\nCost = a × customers ^ exponent, fitted through the sizes above, "
        f"on the core of each step. Above {EXPLAINED_ABOVE} it is explained or mended.\n\n"
    )
    return text + page_parts.table(head, rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m hengke.bench.page", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="what `hengke bench --json` printed")
    parser.add_argument("--to", type=Path, default=Path("docs/benchmarks.md"), metavar="FILE")
    wanted = parser.parse_args()
    write_atomically(wanted.to, written(Results.read(wanted.files)))


if __name__ == "__main__":
    main()
