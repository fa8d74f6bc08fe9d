"""Who is grouped on a night, and what is known of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from hengke.engine.clustering.rules import Asked
from hengke.engine.results import GOLD
from hengke.engine.rules import books
from hengke.engine.rules.feature_table import Moment, features, missing
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.learning.evaluation import Floats
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.part import Weighing


@dataclass(frozen=True)
class Population:
    """Customers in the order of their numbers, and their inputs; unknown is NaN. `lacking`: inputs
    of the policy that no night has computed by now."""

    customers: pa.Array
    values: Mapping[str, Floats]
    lacking: tuple[str, ...] = ()


def population(weighing: Weighing, asked: Asked) -> Population:
    night = weighing.night
    wanted = [one.feature for one in asked.policy.inputs]
    lacking = tuple(sorted(missing(night.gold.paths, names=wanted)))
    needed = {RECORDS, *CATALOGUE.sources(asked.columns)} & night.gold.paths.keys()
    gold = {
        name: night.catalog.read(files_of(night.lake / night.gold.paths[name]), GOLD[name])
        for name in needed
    }
    told = features(gold, names=asked.columns, moment=Moment(weighing.as_of, weighing.tier))
    chosen = told.filter(books.expression(asked.population.tree, told).fill_null(False))
    names = [name for name in wanted if name not in lacking]
    rows = chosen.select("customer_id", **{name: chosen[name].cast("float64") for name in names})
    table = night.catalog.arrow(rows.order_by("customer_id"))
    values = {name: _floats(table[name]) for name in names}
    return Population(table["customer_id"].combine_chunks(), values, lacking)


def _floats(column: pa.ChunkedArray) -> Floats:
    return column.combine_chunks().cast(pa.float64()).to_numpy(zero_copy_only=False)
