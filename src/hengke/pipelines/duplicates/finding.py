"""Pairs and clusters of records that are likely one customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from hengke.kernel.sentences import sentence
from hengke.pipelines.duplicates import model, reading, records
from hengke.pipelines.duplicates.mapping import DuplicateMapping, Rule
from hengke.policies.duplicates import DuplicatePolicy

DIGITS = 6


@dataclass(frozen=True)
class Pair:
    """`score` is the probability that both are one; `exact` names the identifiers they share."""

    left: str
    right: str
    score: float
    weight: float
    exact: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """Pairs from the likeliest down, and the records they connect, each record in one cluster."""

    rows: int
    pairs: tuple[Pair, ...]
    clusters: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def in_file(path: Path, mapping: DuplicateMapping, policy: DuplicatePolicy) -> Found:
    with reading.in_memory() as connection:
        ragged = reading.take_file(connection, path, mapping)
        notes = (
            [sentence("{count} lines do not fit the header and were left out.", count=ragged)]
            if ragged
            else []
        )
        return compared(connection, mapping, policy, notes=notes)


def compared(
    connection: duckdb.DuckDBPyConnection,
    mapping: DuplicateMapping,
    policy: DuplicatePolicy,
    *,
    notes: Iterable[str] = (),
) -> Found:
    """The records read into `connection`."""
    reading.check_keys(connection, mapping)
    rows = records.prepare(connection, mapping)
    told = [*notes]
    for kind, rules in (("exact", mapping.exact), ("block", mapping.blocks)):
        crowded = records.add_blocks(connection, kind, rules, most_rows=policy.most_rows)
        told += _crowded(rules, crowded, policy.most_rows)
    exact = _exact(connection, mapping)
    scored = model.score(connection, mapping, policy, records=rows, certain=len(exact))
    pairs = sorted(
        (
            Pair(left, right, round(score, DIGITS), round(weight, 3), exact.get((left, right), ()))
            for left, right, score, weight in scored
        ),
        key=lambda pair: (-pair.score, pair.left, pair.right),
    )
    keys = connection.execute(f"SELECT {records.KEY} FROM {records.RECORDS} ORDER BY 1").fetchall()
    return Found(rows, tuple(pairs), clusters(pairs), tuple(key for (key,) in keys), tuple(told))


def clusters(pairs: Iterable[Pair]) -> tuple[tuple[str, ...], ...]:
    """Records connected by pairs, directly or through others; smallest key first."""
    leader: dict[str, str] = {}

    def of(key: str) -> str:
        leader.setdefault(key, key)
        while leader[key] != key:
            leader[key] = leader[leader[key]]
            key = leader[key]
        return key

    for pair in pairs:
        first, second = sorted((of(pair.left), of(pair.right)))
        leader[second] = first
    groups: dict[str, list[str]] = defaultdict(list)
    for key in leader:
        groups[of(key)].append(key)
    return tuple(sorted(tuple(sorted(group)) for group in groups.values()))


def _exact(
    connection: duckdb.DuckDBPyConnection, mapping: DuplicateMapping
) -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for number, rule in enumerate(mapping.exact):
        column = records.block_column("exact", number)
        pairs = connection.execute(
            f"SELECT l.{records.KEY}, r.{records.KEY} FROM {records.RECORDS} l "
            f"JOIN {records.RECORDS} r ON l.{column} = r.{column} "
            f"AND l.{records.KEY} < r.{records.KEY}"
        ).fetchall()
        for left, right in pairs:
            found[left, right].append("+".join(rule))
    return {pair: tuple(reasons) for pair, reasons in found.items()}


def _crowded(rules: Iterable[Rule], counts: list[int], most: int) -> list[str]:
    return [
        sentence(
            "{count} values of {fields} are shared by more than {most} records each; they were "
            "not taken as a sign.",
            count=count,
            fields="+".join(rule),
            most=most,
        )
        for rule, count in zip(rules, counts, strict=True)
        if count
    ]
