"""The order of a customer's products: value x propensity x context x levers, the best first."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
from ibis import _

from hengke.engine.portable import as_int64, rounded_quotient
from hengke.engine.recommendation.propensities import OWN, PPM
from hengke.policies.recommendation import Model

REASONS_SHOWN = 2


def scored(rows: ir.Table) -> ir.Table:
    """`rows` of `worth` with score_minor: what the recommendation is expected to bring in a year;
    null where the value is unknown. `pull_ppm` is the rest of the product."""
    pull = rows.propensity_ppm
    for factor in ("context_ppm", "lever_ppm"):
        pull = rounded_quotient(pull * rows[factor], PPM)
    rows = rows.mutate(pull_ppm=pull)
    return rows.mutate(score_minor=rounded_quotient(rows.value_minor * rows.pull_ppm, PPM))


def best(rows: ir.Table, model: Model) -> ir.Table:
    """The first `most` of every customer, at most `most_of_a_family` of one family, with `place`.

    Products that bring nothing, or nobody knows what, follow those that bring something, by what is
    left of the product: a loss is not the smaller the likelier it is. Equals stand in the order of
    the shelf.
    """
    first = rows.mutate(of_family=_turn(rows, ["customer_id", "family"]))
    first = first.filter(first.of_family < model.most_of_a_family)
    placed = first.mutate(place=_turn(first, ["customer_id"]) + 1)
    return placed.filter(placed.place <= model.most).drop("of_family", "pull_ppm", "shelf_place")


def because(rows: ir.Table, owned: ir.Table, weights: ir.Table) -> ir.Table:
    """`rows` with the products held that speak most for each, at most two, strongest first; only
    where the propensity is the product's own. `weights`: product_id, held_id, weight above 0."""
    own = rows.filter(rows.propensity_basis.isin(OWN)).select("customer_id", "product_id")
    met = own.inner_join(owned.select("customer_id", held_id="product_id"), "customer_id")
    met = met.inner_join(weights, ["product_id", "held_id"])
    turn = ibis.row_number().over(
        ibis.window(
            group_by=[met.customer_id, met.product_id], order_by=[met.weight.desc(), met.held_id]
        )
    )
    placed = met.mutate(turn=turn).filter(_.turn < REASONS_SHOWN)
    told = placed.group_by("customer_id", "product_id").agg(
        first=placed.held_id.max(where=placed.turn == 0),
        second=placed.held_id.max(where=placed.turn == 1),
    )
    told = told.select(
        "customer_id", "product_id",
        because=told.first.concat(ibis.literal(" ").concat(told.second).coalesce("")),
    )  # fmt: skip
    joined = rows.left_join(told, ["customer_id", "product_id"])
    return joined.select(*rows.columns, because=joined.because.coalesce(""))


def _turn(rows: ir.Table, by: list[str]) -> Any:
    """Their turn, by what they bring: unrounded, for what is taken rarely brings a few minor
    units, and many as few. What is rounded to nothing brings nothing."""
    whole = rows.value_minor.cast("float64") * rows.pull_ppm
    brings = ibis.ifelse((rows.score_minor > 0).fill_null(False), whole, 0.0)
    order = [brings.desc(), rows.pull_ppm.desc(), rows.shelf_place]
    window = ibis.window(group_by=[rows[name] for name in by], order_by=order)
    return as_int64(ibis.row_number().over(window))
