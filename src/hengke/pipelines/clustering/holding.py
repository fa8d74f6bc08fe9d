"""Which groups hold on a day: those of the run before, or those of a new fit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from hengke.kernel.periods import add_months
from hengke.learning.clusters import NONE, Assigned, ClusterModel
from hengke.learning.clusters_choice import Choice
from hengke.learning.clusters_fit import Fit, Recipe, fit_clusters
from hengke.learning.separation import stability_of_counts
from hengke.pipelines.clustering.population import Population
from hengke.policies.clustering import ClusteringPolicy

Rows = list[dict[str, Any]]
FIRST, POLICY, DRIFT, AGE = "first", "policy", "drift", "age"
"""Why groups were fitted."""
NO_INPUTS = "no_inputs"


@dataclass(frozen=True)
class Held:
    """The groups that hold on a day. `model` None: there are none, for `reason`."""

    model: ClusterModel | None
    fitted_on: date | None = None
    why: str | None = None
    reason: str | None = None
    rows: int | None = None
    sizes: Mapping[str, int] | None = None
    drift: float | None = None
    tries: Rows | None = None


def held(people: Population, policy: ClusteringPolicy, last: Held | None, on: date) -> Held:
    """The groups of the run before while they hold; else those of a new fit, which keep their
    labels."""
    if last is None or last.model is None:
        return _fitted(people, policy, None, on, FIRST)
    if last.why == POLICY or not all(one.name in people.values for one in last.model.inputs):
        return _fitted(people, policy, last.model, on, POLICY)
    drift = _drift(last, last.model.assign(people.values))
    if drift > policy.most_drift:
        return _fitted(people, policy, last.model, on, DRIFT)
    if last.fitted_on is None or on >= add_months(last.fitted_on, policy.refit_months):
        return _fitted(people, policy, last.model, on, AGE)
    return replace(last, drift=drift)


def _fitted(
    people: Population, policy: ClusteringPolicy, last: ClusterModel | None, on: date, why: str
) -> Held:
    recipe = _recipe(policy, people)
    found = fit_clusters(people.values, recipe, before=last) if recipe.names else NO_INPUTS
    if not isinstance(found, Fit):
        return Held(None, reason=found, why=why, rows=len(people.customers))
    labels, counts = np.unique(found.model.assign(people.values).labels, return_counts=True)
    sizes = {str(label): int(n) for label, n in zip(labels, counts, strict=True) if label != NONE}
    tries = [{**asdict(one), "chosen": int(one.chosen)} for one in found.tried]
    return Held(
        found.model, fitted_on=on, why=why, rows=found.rows, sizes=sizes, drift=0.0, tries=tries
    )


def _recipe(policy: ClusteringPolicy, people: Population) -> Recipe:
    inputs = [one for one in policy.inputs if one.feature in people.values]
    return Recipe(
        names=tuple(one.feature for one in inputs),
        logs=frozenset(one.feature for one in inputs if one.log),
        clip=float(policy.clip),
        least_known=float(policy.least_known),
        least_rows=policy.least_customers,
        choice=Choice(
            fewest=policy.fewest,
            most=policy.most,
            least_share=float(policy.least_share),
            draws=policy.draws,
            sample=policy.sample,
        ),
    )


def _drift(last: Held, now: Assigned) -> float:
    sizes = last.sizes or {}
    labels = sorted(int(label) for label in sizes)
    counts = [int((now.labels == label).sum()) for label in labels]
    return round(stability_of_counts([sizes[str(one)] for one in labels], counts), 6)


def remembered(row: Mapping[str, Any], tries: Rows, policy: ClusteringPolicy) -> Held | None:
    """What the run before says (a row of CLUSTER_MODELS); None where it had no groups. Its `why` is
    POLICY where the policy has changed since."""
    if row["model"] is None:
        return None
    return Held(
        model=ClusterModel.from_json(row["model"]),
        fitted_on=row["fitted_on"],
        why=row["why"] if row["policy_version"] == policy.version else POLICY,
        rows=row["rows"],
        sizes=json.loads(row["sizes"]),
        tries=tries,
    )
