"""Recommendation at night: the gate, a model of the next product, the best for each customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.fairness import decisions
from hengke.engine.fairness.columns import OFFER
from hengke.engine.recommendation import (
    candidates,
    groups,
    held,
    notices,
    propensities,
    ranking,
    ratings,
    standing,
)
from hengke.engine.recommendation.rules import ASSETS, GATE_COLUMNS, Rules, checked
from hengke.engine.recommendation.suitable import only_suitable
from hengke.engine.results import GOLD, STAMP
from hengke.engine.rules.feature_table import Moment, features
from hengke.engine.rules.features import CATALOGUE, RECORDS
from hengke.kernel.errors import PolicyError
from hengke.kernel.sentences import sentence
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing import next_values
from hengke.pipelines.weighing.next_products import Learnt, learn
from hengke.pipelines.weighing.next_products_card import model_row
from hengke.pipelines.weighing.next_products_ranker import Ranker, ranked
from hengke.pipelines.weighing.next_products_trial import trial
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import needs, register
from hengke.policies import recommendation as policies

WORD = "recommendation"
NEED = "need"
"""Kind of what people wrote down, beside preferences: an unmet need of the register."""
WEIGHTS = {"product_id": "string", "held_id": "string", "weight": "int64"}
GROUP_WEIGHTS = {
    "product_id": "string", "group": "string", "band": "int64", "weight": "int64",
}  # fmt: skip


def weigh(weighing: Weighing) -> None:
    """The tables of recommendation; without a product on the shelf nobody is recommended any."""
    night, rules = weighing.night, rules_of(weighing.home, weighing.as_of)
    version = ibis.literal(rules.policy.version)
    told = night.catalog.keep("recommendation_features", _features(weighing, rules))
    who = weighing.write(
        "suitability", _standing(weighing, told, rules).mutate(policy_version=version)
    )
    shelf = night.catalog.keep("recommendation_shelf", _shelf(weighing, rules))
    holdings = _read(weighing, "holdings")
    learnt = learn(
        night.catalog, holdings, shelf, rules.policy, customers=int(_count(weighing, who))
    )
    night.notes += learnt.notes
    learnt, ranker = _try(weighing, learnt, rules)
    products = weighing.write("offered_products", _with_model(weighing, shelf, learnt, version))
    found = notices.notices(holdings, products, who)
    weighing.write("suitability_notices", found.mutate(policy_version=version))
    rows = _recommended(weighing, told, who, products, holdings, learnt, ranker, rules)
    written = weighing.write(
        "recommendations",
        rows.mutate(policy_version=version, model_version=ibis.literal(learnt.version)),
    )
    weighing.decisions[OFFER] = decisions.offered(written, who, rules.policy.suitability)


def _try(weighing: Weighing, items: Learnt, rules: Rules) -> tuple[Learnt, Ranker]:
    """How both methods fare on a later time: a result of its own, and for the register. What
    speaks tonight comes back."""
    night, on = weighing.night, weighing.as_of
    tried = trial(night.catalog, night.book, items, rules.policy, as_of=on)
    learnt, ranker = ranked(
        night.catalog, night.book, items, tried, rules.policy, as_of=on,
        daily_from=night.reach.daily_from,
    )  # fmt: skip
    row = tried.row(policy_version=rules.policy.version, model_version=learnt.version)
    row |= ranker.columns(items)
    plain = {name: kind for name, kind in GOLD["recommendation_trials"].items()
             if name not in STAMP}  # fmt: skip
    schema = ibis.schema(plain).to_pyarrow()
    weighing.write(
        "recommendation_trials", night.catalog.given(pa.Table.from_pylist([row], schema=schema))
    )
    days = register.load(on=on, own=weighing.home.register_policies).models[WORD].retrain_days
    length = rules.policy.model.trial_days
    weighing.registered.append(
        model_row(learnt, tried, ranker, as_of=on, days=length, retrain_days=days)
    )
    return learnt, ranker


def rules_of(home: Home, on: date) -> Rules:
    """The rules in force; PolicyError where one is none, or means a class of needs that there is
    not."""
    rules = checked(policies.load(on=on, own=home.recommendation_policies))
    known = needs.load(on=on, own=home.needs_policies).classes
    for name, need in rules.needs.items():
        if need not in known:
            raise PolicyError(
                "{where}: there is no class of needs '{need}'",
                next_step="The classes are: {classes}.",
                where=name,
                need=need,
                classes=", ".join(known),
            )
    return rules


def _recommended(
    weighing: Weighing, told: ir.Table, who: ir.Table, products: ir.Table, holdings: ir.Table,
    learnt: Learnt, ranker: Ranker, rules: Rules,
) -> ir.Table:  # fmt: skip
    """Gate, score, order, and the gate once more."""
    night, policy = weighing.night, rules.policy
    keep = night.catalog.keep
    if not learnt.offers:
        night.notes.append(
            sentence("recommendation: no product that is delivered is offered on the shelf")
        )
        return _nobody(night.catalog)
    owned = held.held(holdings, learnt.codes)
    asked = candidates.answers(told, who, rules)
    flagged = held.flags(asked, owned, learnt.codes)
    if ranker.bands is not None:
        flagged = groups.flags(flagged, ranker.bands, policy.model.groups, first=len(learnt.codes))
    wide = keep("recommendation_wide", flagged)
    rows = candidates.candidates(wide, learnt.offers, rules, on=weighing.as_of)
    had, times = (owned, 1) if ranker.taken is None else (ranker.taken, ranker.windows)
    rows = propensities.of_ranks(rows, had, who, least=policy.model.least_holders, times=times)
    assets = told.select("customer_id", assets_minor=told[ASSETS])
    valued = next_values.valued(weighing, rows, who, assets, learnt.offers, policy.model)
    best = ranking.best(ranking.scored(valued), policy.model)
    best = keep("recommendation_best", best)
    weights = night.catalog.given(_weights(learnt))
    reasoned = ranking.because(best, owned, weights)
    reasoned = _of_groups(weighing, reasoned, learnt, ranker, rules)
    still = only_suitable(reasoned, who, products, policy.suitability)
    named = still.inner_join(products.select("product_id", product_name="name"), "product_id")
    state = who.select("customer_id", "level", "state", "assessed_on", "valid_through")
    return named.inner_join(state, "customer_id").drop("tier_rank")


def _of_groups(
    weighing: Weighing, rows: ir.Table, learnt: Learnt, ranker: Ranker, rules: Rules
) -> ir.Table:
    """With the group that speaks most for each; none where groups are not read."""
    those = rules.policy.model.groups
    if ranker.bands is None or not those:
        return rows.mutate(of_group=ibis.null("string"))
    told = [
        {"product_id": code, "group": name, "band": band, "weight": weight}
        for code, speaks in learnt.of_groups.items()
        for (name, band), weight in speaks.items()
    ]
    schema = ibis.schema(GROUP_WEIGHTS).to_pyarrow()
    weights = weighing.night.catalog.given(pa.Table.from_pylist(told, schema=schema))
    return groups.speaking(rows, ranker.bands, weights, those)


def _standing(weighing: Weighing, told: ir.Table, rules: Rules) -> ir.Table:
    silver, gate = weighing.night.book.silver, rules.policy.suitability
    rows = standing.assessments(silver.risk_assessments, silver.customers)
    rows = weighing.night.catalog.once("assessments_told", rows)
    judged = standing.judged(rows, gate, as_of=weighing.as_of)
    found = standing.standing(told.select("customer_id", *GATE_COLUMNS), judged)
    return found.inner_join(candidates.unmet(told, rules), "customer_id")


def _shelf(weighing: Weighing, rules: Rules) -> ir.Table:
    silver, policy = weighing.night.book.silver, rules.policy
    rows = ratings.shelf_rows(policy, on=weighing.as_of)
    schema = ibis.schema(ratings.SHELF).to_pyarrow()
    shelf = weighing.night.catalog.given(pa.Table.from_pylist(rows, schema=schema))
    rated = ratings.rated(silver.products, silver.product_ratings, as_of=weighing.as_of)
    return ratings.on_the_shelf(rated, shelf, not_rated=sorted(policy.suitability.not_rated))


def _with_model(
    weighing: Weighing, shelf: ir.Table, learnt: Learnt, version: ir.StringScalar
) -> ir.Table:
    """The products with how many hold them, and by what their propensity is read."""
    told = weighing.night.catalog.given(learnt.table)
    joined = shelf.left_join(told, "product_id").drop("product_id_right")
    nothing = ibis.literal(0, type="int64")
    return joined.mutate(
        holders=joined.holders.coalesce(nothing), share_ppm=joined.share_ppm.coalesce(nothing),
        policy_version=version, model_version=ibis.literal(learnt.version),
    )  # fmt: skip


def _features(weighing: Weighing, rules: Rules) -> ir.Table:
    """What the rules read, of the results written so far."""
    needed = {RECORDS, *CATALOGUE.sources(rules.columns)} & weighing.night.gold.paths.keys()
    gold = {name: _read(weighing, name) for name in needed}
    moment = Moment(weighing.as_of, weighing.tier)
    table = features(gold, names=rules.columns, moment=moment)
    if not rules.needs:
        return table
    recorded = weighing.night.catalog.given(recorded_needs(weighing.night.preferences))
    return table.left_join(recorded, "customer_id").drop("customer_id_right")


def recorded_needs(told: Iterable[Mapping[str, str]]) -> pa.Table:
    """customer_id, recorded_needs: what people wrote onto the register and nobody has met, as it
    was handed in with the run."""
    found: dict[str, set[str]] = {}
    for one in told:
        if one["kind"] == NEED:
            found.setdefault(one["customer_id"], set()).add(one["code"])
    rows = [
        {"customer_id": number, candidates.NEEDS: f" {' '.join(sorted(codes))} "}
        for number, codes in sorted(found.items())
    ]
    schema = {"customer_id": "string", candidates.NEEDS: "string"}
    return pa.Table.from_pylist(rows, schema=ibis.schema(schema).to_pyarrow())


def _read(weighing: Weighing, name: str) -> ir.Table:
    night = weighing.night
    return night.catalog.read(files_of(night.lake / night.gold.paths[name]), GOLD[name])


def _count(weighing: Weighing, rows: ir.Table) -> Any:
    counted = rows.aggregate(n=rows.count().cast("int64"))
    return weighing.night.catalog.arrow(counted).to_pylist()[0]["n"]


def _weights(learnt: Learnt) -> pa.Table:
    rows = [
        {"product_id": code, "held_id": learnt.codes[at], "weight": weight}
        for code, speaks in learnt.speaks.items()
        for at, weight in speaks.items()
    ]
    return pa.Table.from_pylist(rows, schema=ibis.schema(WEIGHTS).to_pyarrow())


def _nobody(catalog: Catalog) -> ir.Table:
    """No recommendations at all, in the columns of the result."""
    columns = GOLD["recommendations"]
    empty = catalog.given(pa.Table.from_pylist([], schema=ibis.schema(columns).to_pyarrow()))
    return empty.drop("as_of", "known_at", "run_id", "policy_version", "model_version")


def _followed(home: Home, on: date) -> list[str]:
    return [
        rules_of(home, on).policy.version,
        register.load(on=on, own=home.register_policies).version,
    ]


PART = Part(WORD, _followed, weigh)
