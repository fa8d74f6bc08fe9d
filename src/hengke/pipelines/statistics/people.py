"""The customers that are described: their features, and the groups they are in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.features.records import UNASSIGNED
from hengke.engine.results import GOLD
from hengke.engine.rules import books
from hengke.engine.rules.feature_table import Moment, features, missing
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.engine.statistics.columns import BANK, EVERYBODY
from hengke.engine.statistics.figures import Placement, column
from hengke.engine.statistics.rules import BRANCH, Asked
from hengke.engine.statistics.values import group
from hengke.learning.evaluation import Flags, Numbers
from hengke.pipelines.parts import files_of

if TYPE_CHECKING:  # parts of the night read this package
    from hengke.pipelines.weighing.part import Weighing


@dataclass(frozen=True)
class Group:
    """A branch (BANK: all), a grouping and one of its groups; `rows` of the customers in it."""

    branch: str
    grouping: str
    slice: str
    rows: Numbers


@dataclass(frozen=True)
class People:
    """`table`: row, customer_id, branch_id, the groups and every feature; one row per customer in
    the order of their numbers. `lacking`: by hint, who has nothing for it yet. `absent`: features
    that no night has computed by now."""

    table: ir.Table
    number: int
    placements: tuple[Placement, ...]
    groups: tuple[Group, ...]
    lacking: tuple[Flags | None, ...]
    absent: frozenset[str]


def people(weighing: Weighing, asked: Asked) -> People:
    night = weighing.night
    absent = frozenset(missing(night.gold.paths, names=asked.columns))
    table = night.catalog.keep("statistics_people", _table(weighing, asked))
    placements = _placements(asked, absent)
    named = [column(one.grouping) for one in placements if not one.in_branches]
    flags = [_flag(place) for place, rule in enumerate(asked.lacking) if rule]
    rows = night.catalog.arrow(table.select("row", BRANCH, *named, *flags).order_by("row"))
    lacking = tuple(
        rows[_flag(place)].to_numpy().astype(bool) if rule else None
        for place, rule in enumerate(asked.lacking)
    )
    groups = tuple(one for placed in placements for one in _groups(rows, placed))
    return People(table, rows.num_rows, placements, groups, lacking, absent)


def _table(weighing: Weighing, asked: Asked) -> ir.Table:
    night = weighing.night
    needed = {RECORDS, *CATALOGUE.sources(asked.columns)} & night.gold.paths.keys()
    gold = {
        name: night.catalog.read(files_of(night.lake / night.gold.paths[name]), GOLD[name])
        for name in needed
    }
    told = features(gold, names=asked.columns, moment=Moment(weighing.as_of, weighing.tier))
    chosen = told.filter(books.expression(asked.population.tree, told).fill_null(False))
    order = ibis.row_number().over(order_by=chosen.customer_id).cast("int64")
    return chosen.mutate(
        row=order,
        branch_id=chosen.branch_id.nullif("").coalesce(UNASSIGNED),
        **{column(EVERYBODY): ibis.literal(EVERYBODY)},
        **{column(one.feature): group(chosen[one.feature], one) for one in asked.policy.groupings},
        **{
            _flag(place): books.expression(rule.tree, chosen).cast("boolean").fill_null(False)
            for place, rule in enumerate(asked.lacking)
            if rule
        },
    )


def _placements(asked: Asked, absent: frozenset[str]) -> tuple[Placement, ...]:
    """Everybody first; groupings that nobody knows are left out."""
    grouped = [one for one in asked.policy.groupings if one.feature not in absent]
    inside = [one for one in grouped if one.in_branches]
    return (
        Placement(EVERYBODY), Placement(EVERYBODY, in_branches=True),
        *(Placement(one.feature) for one in grouped),
        *(Placement(one.feature, in_branches=True) for one in inside),
    )  # fmt: skip


def _groups(rows: pa.Table, placed: Placement) -> list[Group]:
    slices, slice_of = _coded(rows, column(placed.grouping))
    if not placed.in_branches:
        branches, codes = [BANK], slice_of
    else:
        branches, branch_of = _coded(rows, BRANCH)
        codes = branch_of * len(slices) + slice_of
    order = np.argsort(codes, kind="stable")
    found, begins = np.unique(codes[order], return_index=True)
    ends = [*begins[1:].tolist(), len(order)]
    return [
        Group(
            branches[code // len(slices)],
            placed.grouping,
            slices[code % len(slices)],
            order[begin:end],
        )
        for code, begin, end in zip(found.tolist(), begins.tolist(), ends, strict=False)
    ]


def _coded(rows: pa.Table, name: str) -> tuple[list[str], Numbers]:
    found = rows[name].combine_chunks().dictionary_encode()
    return found.dictionary.to_pylist(), found.indices.to_numpy().astype(np.int64)


def _flag(place: int) -> str:
    return f"lacking_{place}"
