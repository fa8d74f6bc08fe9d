"""`python -m hengke.pipelines.evidence.page FILE`: docs/evidence.md, from what was measured.

FILE is what `hengke evidence --json` printed; what the figures mean and who published others stand
with each set. `make evidence` does both.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hengke.pipelines.evidence import registry
from hengke.pipelines.evidence.dataset import DataSet
from hengke.pipelines.evidence.meanings import MEANINGS
from hengke.pipelines.home import write_atomically

INTRODUCTION = """# Evidence

What each method is worth on public data, beside a plain way on the same rows and, where there is
one, a published figure. A program writes this page: `make evidence` measures every set below
`../shared/data` (`hengke evidence --data ../shared/data --json`) and makes it anew. The same
commands and settings run on other files of the same layout; the settings were chosen while the
figures of these sets were in view, which flatters them a little. Published figures are
facts with their source; they are shown and never fitted to. Seconds and memory are those of a
process of its own, reading included, on the machine that wrote the page.
"""
SEPARATE = ("|", "\\|")


def written(found: Sequence[Mapping[str, Any]]) -> str:
    """The whole page, in the order of the registry."""
    by_name = {one["name"]: one for one in found}
    ordered = [by_name[name] for name in registry.NAMES if name in by_name]
    return "\n".join([INTRODUCTION, *(_of(registry.of(one["name"]), one) for one in ordered)])


def _of(data_set: DataSet, one: Mapping[str, Any]) -> str:
    lines = [
        f"## {data_set.title}: `{data_set.name}`\n",
        f"{data_set.about}\n",
        f"{one['rows']:,} rows, {one['seconds']:.1f} s, {one['peak_mb']:.0f} MB. "
        f"Plain: {data_set.plain}.\n",
        "| figure | ours | plain | published | what it means |",
        "| --- | ---: | ---: | ---: | --- |",
        *(_row(data_set, one, key) for key in one["metrics"] if not _is_error(one, key)),
    ]
    sources = {each.source: None for each in data_set.published.values()}
    if sources:
        lines.append(f"\nPublished: {'; '.join(sources)}.")
    return "\n".join(lines) + "\n"


def _row(data_set: DataSet, one: Mapping[str, Any], key: str) -> str:
    ours = figure(one["metrics"][key])
    error = one["metrics"].get(f"{key}_se")
    cells = (
        f"`{key}`",
        ours if error is None else f"{ours} ± {figure(error)}",
        figure(one["baseline"].get(key)),
        figure(one["published"].get(key)),
        (data_set.meanings.get(key) or MEANINGS.get(key, "")).replace(*SEPARATE),
    )
    return f"| {' | '.join(cells)} |"


def _is_error(one: Mapping[str, Any], key: str) -> bool:
    """A standard error stands beside its figure."""
    return key.endswith("_se") and key.removesuffix("_se") in one["metrics"]


def figure(value: float | int | None) -> str:
    """Four digits that count; whole numbers whole."""
    if value is None:
        return ""
    if isinstance(value, int) or (float(value).is_integer() and abs(value) >= 1):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 1_000 else f"{value:.4g}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m hengke.pipelines.evidence.page",
                                     description=__doc__)  # fmt: skip
    parser.add_argument("file", type=Path, help="what `hengke evidence --json` printed")
    parser.add_argument("--to", type=Path, default=Path("docs/evidence.md"), metavar="FILE")
    wanted = parser.parse_args()
    told = json.loads(wanted.file.read_text(encoding="utf-8"))
    write_atomically(wanted.to, written(told if isinstance(told, list) else [told]))


if __name__ == "__main__":
    main()
