"""`hengke dedupe`: records of a file that are likely one customer."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.options import AsJson
from hengke.cli.output import note, say, write_json, write_table

if TYPE_CHECKING:
    from hengke.pipelines.duplicates.truth import Measured

SHOWN_PAIRS = 20


def dedupe(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, gzip or Parquet.")],
    mapping: Annotated[
        str,
        typer.Option(
            "--mapping", metavar="NAME",
            help="What its columns are: a name (hengke_contract, febrl) or a TOML file.",
        ),
    ] = "hengke_contract",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Find records that are likely one customer, by exact identifiers and by likeness.

    Learns from the file itself, in memory; nothing is written.
    """
    from hengke.kernel import clock
    from hengke.pipelines.duplicates import finding, truth
    from hengke.pipelines.duplicates.mapping import find
    from hengke.policies import duplicates

    begun = time.perf_counter()
    said = find(mapping)
    policy = duplicates.load(on=clock.now().date())
    found = finding.in_file(file, said, policy)
    measured = truth.measured(found, said.truth) if said.truth else None
    answer: dict[str, Any] = {
        "file": str(file),
        "mapping": said.name,
        "policy": policy.version,
        "threshold": float(policy.likely),
        "rows": found.rows,
        "pairs": [
            {"left": one.left, "right": one.right, "score": one.score, "exact": list(one.exact)}
            for one in found.pairs
        ],
        "clusters": [list(cluster) for cluster in found.clusters],
        "measured": _told(measured),
        "notes": list(found.notes),
        "seconds": round(time.perf_counter() - begun, 2),
    }
    if as_json:
        write_json(answer)
    else:
        _tell(answer)


def _told(measured: Measured | None) -> dict[str, Any] | None:
    if measured is None:
        return None
    return {
        "true_pairs": measured.true_pairs,
        "precision": measured.precision,
        "recall": measured.recall,
    }


def _tell(answer: dict[str, Any]) -> None:
    rows = [
        (one["left"], one["right"], f"{one['score']:.4f}", ", ".join(one["exact"]))
        for one in answer["pairs"][:SHOWN_PAIRS]
    ]
    write_table(("left", "right", "score", "same"), rows)
    say(
        f"{len(answer['pairs']):,} pairs in {len(answer['clusters']):,} clusters, "
        f"{answer['rows']:,} records, {answer['seconds']} s"
    )
    if told := answer["measured"]:
        shown = {
            name: "unknown" if told[name] is None else f"{told[name]:.4f}"
            for name in ("precision", "recall")
        }
        say(f"against the truth: precision {shown['precision']}, recall {shown['recall']}")
    for line in answer["notes"]:
        note(line)
