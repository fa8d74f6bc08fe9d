"""Groups at night: the fit that holds or a new one, who is in which, and what each is like."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.clustering import tables
from hengke.engine.clustering.rules import Asked, checked
from hengke.engine.results import GOLD
from hengke.engine.rules.features import RECORDS, VALUES
from hengke.engine.stamp import STAMP
from hengke.kernel.sentences import sentence
from hengke.learning import clusters_told
from hengke.learning.clusters import NONE, Assigned
from hengke.learning.clusters_fit import ALL_ALIKE, TOO_FEW
from hengke.pipelines.clustering.holding import NO_INPUTS, Held, Rows, held, remembered
from hengke.pipelines.clustering.population import Population, population
from hengke.pipelines.home import Home
from hengke.pipelines.weighing.before import result_of, run_before
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import clustering as policies
from hengke.policies.clustering import ClusteringPolicy

WORD, MODELS, MEMBERS, TRIES = "clustering", "cluster_models", "cluster_members", "cluster_tries"
PPM = 1_000_000


def weigh(weighing: Weighing) -> None:
    """The tables of clustering; all of them are there even where nobody could be grouped."""
    asked = asked_of(weighing.home, weighing.as_of)
    before = run_before(weighing.home, weighing.as_of, having=MODELS)
    people = population(weighing, asked)
    now = held(people, asked.policy, _last(weighing, before, asked.policy), weighing.as_of)
    found = _assigned(people, now)
    members = _members(weighing, people, found, before, asked.policy)
    _write_groups(weighing, asked.policy, people, found, now, members)
    _write(weighing, TRIES, now.tries or [])
    _write(weighing, MODELS, [_told(asked.policy, now, people.lacking)])
    if now.reason is not None:
        weighing.night.notes.append(_reason(now.reason, asked.policy, people.lacking))


def asked_of(home: Home, on: date) -> Asked:
    """The policy in force; PolicyError where it cannot be computed with."""
    return checked(policies.load(on=on, own=home.clustering_policies))


def _last(weighing: Weighing, before: Any, policy: ClusteringPolicy) -> Held | None:
    models, tries = (result_of(weighing, before, name) for name in (MODELS, TRIES))
    if models is None or tries is None:
        return None
    arrow = weighing.night.catalog.arrow
    rows = arrow(tries.drop(*STAMP).order_by("groups")).to_pylist()
    return remembered(arrow(models).to_pylist()[0], rows, policy)


def _assigned(people: Population, now: Held) -> Assigned:
    if now.model is not None:
        return now.model.assign(people.values)
    nobody = np.full(len(people.customers), NONE, dtype=np.int64)
    nowhere = np.zeros(len(people.customers))
    return Assigned(nobody, nobody, nowhere, nowhere, nowhere)


def _members(
    weighing: Weighing, people: Population, found: Assigned, before: Any, policy: ClusteringPolicy
) -> ir.Table:
    none = found.labels == NONE
    rows = pa.table(
        {
            "customer_id": people.customers,
            "cluster": pa.array(found.labels, mask=none),
            "next_cluster": pa.array(found.nexts, mask=none),
            "fit_ppm": pa.array(np.round(found.fit * PPM).astype(np.int64), mask=none),
        }
    )
    given = weighing.night.catalog.given(rows)
    last = result_of(weighing, before, MEMBERS)
    if last is None:
        known = given.mutate(cluster_before=ibis.null("int64"))
    else:
        then = last.select("customer_id", cluster_before=last.cluster)
        known = given.left_join(then, "customer_id").drop("customer_id_right")
    return weighing.write(MEMBERS, known.mutate(policy_version=ibis.literal(policy.version)))


def _write_groups(
    weighing: Weighing,
    policy: ClusteringPolicy,
    people: Population,
    found: Assigned,
    now: Held,
    members: ir.Table,
) -> None:
    records, arrow = weighing.results[RECORDS], weighing.night.catalog.arrow
    middles = clusters_told.middles(people.values, found, now.model) if now.model else []
    sums = arrow(tables.sums(members, records, weighing.results.get(VALUES))).to_pylist()
    _write(weighing, "clusters", [_group(row, middles, policy) for row in sums])
    _write(weighing, "cluster_features", middles)
    _write(weighing, "cluster_map", clusters_told.fields(found))
    weighing.write("cluster_books", tables.books(members, records))


def _group(row: dict[str, Any], middles: Rows, policy: ClusteringPolicy) -> dict[str, Any]:
    own = [one for one in middles if one["cluster"] == row["cluster"]]
    words = clusters_told.words(
        own, apart=float(policy.apart), far=float(policy.far_apart), most=policy.words
    )
    return {**row, "words": json.dumps(words), "policy_version": policy.version}


def _told(policy: ClusteringPolicy, now: Held, lacking: Sequence[str]) -> dict[str, Any]:
    """A row of CLUSTER_MODELS."""
    model = now.model
    return {
        "name": policy.name,
        "fitted_on": now.fitted_on,
        "why": now.why,
        "reason": now.reason,
        "rows": now.rows,
        "drift": now.drift,
        "sizes": json.dumps(now.sizes or {}, sort_keys=True),
        "axes": json.dumps(clusters_told.axes(model)) if model else None,
        "model": model.to_json() if model else None,
        "lacking": " ".join(lacking),
        "policy_version": policy.version,
    }


def _write(weighing: Weighing, name: str, rows: Rows) -> None:
    plain = {column: kind for column, kind in GOLD[name].items() if column not in STAMP}
    table = pa.Table.from_pylist(rows, schema=ibis.schema(plain).to_pyarrow())
    weighing.write(name, weighing.night.catalog.given(table))


def _reason(reason: str, policy: ClusteringPolicy, lacking: Sequence[str]) -> str:
    return REASONS[reason](policy, lacking)


REASONS: Mapping[str, Any] = {
    ALL_ALIKE: lambda policy, lacking: sentence(
        "clustering: the customers are too much alike to be grouped"
    ),
    TOO_FEW: lambda policy, lacking: sentence(
        "clustering: fewer than {least} customers of whom enough is known",
        least=policy.least_customers,
    ),
    NO_INPUTS: lambda policy, lacking: sentence(
        "clustering: no night has computed {columns}", columns=", ".join(lacking)
    ),
}


def _followed(home: Home, on: date) -> list[str]:
    """The version of the policy, and the run whose groups go on."""
    before = run_before(home, on, having=MODELS)
    return [asked_of(home, on).policy.version, "" if before is None else before.run_id]


PART = Part(WORD, _followed, weigh)
