"""The model of the next product tried on a later time: learnt as of a day of the past, is what
customers took since among the first it names, and would popularity have named it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis.expr.types as ir
import numpy as np

from hengke.engine.features.book import Book
from hengke.engine.recommendation import held
from hengke.engine.recommendation.past import held_then, taken_since
from hengke.kernel.errors import Refused
from hengke.learning.evaluation import Floats, Numbers
from hengke.learning.next_product import NextProduct, fit_from_counts, hits
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.weighing.next_products import Learnt, counts_of
from hengke.policies.recommendation import RecommendationPolicy

NAMED = 3
SHARES, ITEMS, TAKEN = "shares", "items", "taken"
"""What speaks tonight: shares of families, products held, or what customers took."""
FEWEST = 30
"""Products taken since, below which nothing is said."""
TOO_FEW_TAKEN, TOO_FEW_HOLDERS, NO_SHELF = "too_few_taken", "too_few_holders", "no_shelf"
REASONS = (TOO_FEW_TAKEN, TOO_FEW_HOLDERS, NO_SHELF)


@dataclass(frozen=True)
class Pairs:
    """A row for each product taken: what its customer `held` by place of the product, the place of
    the product, the number of the customer in `people`; was it named, by products held (`items`)
    and by `popular`ity? `then`: customer_id, product_id of what was held."""

    held: Floats
    place: Numbers
    customer: Numbers
    people: tuple[str, ...]
    items: Floats
    popular: Floats
    then: ir.Table


@dataclass(frozen=True)
class Trial:
    """`taken`: products that customers took since `learnt_on` and did not hold then; the shares of
    them among the first three named. None with a reason."""

    learnt_on: date
    taken: int
    hit_rate: float | None
    popular: float | None
    reason: str | None
    pairs: Pairs | None = None

    def row(self, *, policy_version: str, model_version: str) -> dict[str, Any]:
        """RECOMMENDATION_TRIALS without the stamp, and without what the ranker adds."""
        return {
            "named": NAMED, "learnt_on": self.learnt_on, "taken": self.taken,
            "hit_rate": self.hit_rate, "popular_hit_rate": self.popular, "reason": self.reason,
            "policy_version": policy_version, "model_version": model_version,
        }  # fmt: skip


def trial(
    catalog: Catalog, book: Book, learnt: Learnt, policy: RecommendationPolicy, *, as_of: date
) -> Trial:
    """Of what was taken in the last `trial_days` of the policy."""
    on, codes = as_of - timedelta(days=policy.model.trial_days), learnt.codes
    if not codes:
        return Trial(on, 0, None, None, NO_SHELF)
    then = catalog.keep("held_then", held_then(book, codes, on=on))
    since = taken_since(book, then, codes, on=on, until=as_of)
    taken = catalog.keep("taken_since", since)
    pairs = catalog.arrow(taken.order_by("customer_id", "product_id")).to_pylist()
    if len(pairs) < FEWEST:
        return Trial(on, len(pairs), None, None, TOO_FEW_TAKEN)
    model = _model(catalog, then, codes)
    if model is None:
        return Trial(on, len(pairs), None, None, TOO_FEW_HOLDERS)
    found = _pairs(catalog, then, taken, pairs, codes, model)
    return Trial(on, len(pairs), rate(found.items), rate(found.popular), None, found)


def rate(hit: Floats) -> float:
    """The share of what was taken that was named."""
    return round(float(hit.mean()), 4)


def _model(catalog: Catalog, then: ir.Table, codes: Sequence[str]) -> NextProduct | None:
    people = then.agg(n=then.customer_id.nunique().cast("int64"))
    customers = catalog.arrow(people).to_pylist()[0]["n"]
    several = catalog.arrow(held.several(then)).to_pylist()[0]["customers"]
    try:
        counts = counts_of(catalog, then, codes)
        return fit_from_counts(codes, counts, customers=customers, several=several)
    except Refused:
        return None


def _pairs(
    catalog: Catalog, then: ir.Table, taken: ir.Table, pairs: Sequence[dict[str, str]],
    codes: Sequence[str], model: NextProduct,
) -> Pairs:  # fmt: skip
    places = {code: at for at, code in enumerate(codes)}
    people = sorted({pair["customer_id"] for pair in pairs})
    number = {one: at for at, one in enumerate(people)}
    matrix = np.zeros((len(people), len(codes)))
    for row in catalog.arrow(then.semi_join(taken, "customer_id")).to_pylist():
        matrix[number[row["customer_id"]], places[row["product_id"]]] = 1.0
    chosen = np.array([number[pair["customer_id"]] for pair in pairs])
    place = np.array([places[pair["product_id"]] for pair in pairs])
    rows = matrix[chosen]
    items, popular = (
        hits(score, rows, place, first=NAMED) for score in (model.score(rows), model.popular(rows))
    )
    return Pairs(rows, place, chosen, tuple(people), items, popular, then)
