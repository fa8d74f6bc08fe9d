"""`hengke dedupe`: records of a file, or customers of the own book, that are likely one."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hengke.cli.options import AsJson, HomePath, opened
from hengke.cli.output import note, say, write_json, write_table
from hengke.kernel.errors import Refused

if TYPE_CHECKING:
    from hengke.pipelines.duplicates.truth import Measured

SHOWN_PAIRS = 20


def dedupe(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="CSV, gzip or Parquet.")
    ] = None,
    mapping: Annotated[
        str,
        typer.Option(
            "--mapping", metavar="NAME",
            help="What its columns are: a name (hengke_contract, febrl) or a TOML file.",
        ),
    ] = "hengke_contract",
    book: Annotated[
        bool, typer.Option("--book", help="The own book; the pairs are written for the page.")
    ] = False,
    exact: Annotated[
        bool, typer.Option("--exact", help="With --book: by identifiers alone, quickly.")
    ] = False,
    home: HomePath = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Find records that are likely one customer, by exact identifiers and by likeness.

    Learns from the records themselves, in memory; of a file nothing is written.
    """
    logging.getLogger("splink").setLevel(logging.ERROR)  # it tells each of its steps
    if book:
        _own_book(home, mapping, only_exact=exact, as_json=as_json)
    elif file is None:
        raise Refused("Name a file, or say --book for the own book.")
    else:
        _file(file, mapping, as_json=as_json)


def _own_book(home: Path | None, mapping: str, *, only_exact: bool, as_json: bool) -> None:
    """Names are open in memory only; what is written are numbers, scores and names of fields."""
    from hengke.cli import workbench

    begun = time.perf_counter()
    workbench.opened(opened(home))
    from hengke.apps.customers import api as customers
    from hengke.apps.duplicates import api as duplicates
    from hengke.kernel import clock

    now = clock.now()
    rule = duplicates.rule(now)
    if only_exact:
        kept = duplicates.look_by_identifiers(now)
    else:
        scores = _scores(duplicates.book(), mapping)
        kept = duplicates.keep(duplicates.exact(rule), scores, policy=rule.version, now=now)
    answer = {
        "pairs": kept.made + kept.again, "made": kept.made, "again": kept.again,
        "gone": kept.gone, "new_records": customers.in_new_records(), "policy": rule.version,
        "seconds": round(time.perf_counter() - begun, 2),
    }  # fmt: skip
    if as_json:
        write_json(answer)
        return
    say(
        f"{answer['pairs']:,} pairs, {kept.made:,} of them new, {kept.gone:,} gone, "
        f"{answer['seconds']} s"
    )
    if answer["new_records"]:
        note(f"{answer['new_records']:,} records opened here have the document of another record: "
             "the page Records opened here names them to who may see both.")  # fmt: skip


def _scores(book: dict[str, list[str | None]], mapping: str) -> dict[tuple[str, str], float]:
    """Likely pairs of the book, the smaller number first."""
    import pyarrow as pa

    from hengke.kernel import clock
    from hengke.pipelines.duplicates import finding, reading
    from hengke.pipelines.duplicates.mapping import find
    from hengke.policies import duplicates

    policy = duplicates.load(on=clock.today())
    with reading.in_memory() as connection:
        columns = {name: pa.array(texts, pa.string()) for name, texts in book.items()}
        reading.take_table(connection, pa.table(columns))
        found = finding.compared(connection, find(mapping), policy)
    return {(pair.left, pair.right): pair.score for pair in found.pairs}


def _file(file: Path, mapping: str, *, as_json: bool) -> None:
    from hengke.kernel import clock
    from hengke.pipelines.duplicates import finding, truth
    from hengke.pipelines.duplicates.mapping import find
    from hengke.policies import duplicates

    begun = time.perf_counter()
    said = find(mapping)
    policy = duplicates.load(on=clock.today())
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
