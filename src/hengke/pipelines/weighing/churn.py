"""Churn at night: is a model due, which one is champion, and everybody's probability of leaving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.churn.courses import Leaving, decides_on
from hengke.engine.lifecycle.rules import Rules, checked
from hengke.engine.results import ASSET_POINTS
from hengke.kernel.sentences import sentence
from hengke.learning.churn_batches import floats
from hengke.learning.churn_drift import drift
from hengke.pipelines import lake
from hengke.pipelines.churn import registering, scores, standing
from hengke.pipelines.churn.models import Fitted
from hengke.pipelines.churn.months import Months, months
from hengke.pipelines.churn.registering import CHALLENGER, CHAMPION
from hengke.pipelines.churn.sampling import View
from hengke.pipelines.churn.standing import Standing
from hengke.pipelines.churn.tonight import CHURN, Tonight
from hengke.pipelines.falls.sampling import DIGITS, counted
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import churn as policies
from hengke.policies import lifecycle, register
from hengke.policies.churn import ChurnPolicy

TABLE = "churn_scores"
MOST_COMPARED = 20_000
"""About: customers whose figures are compared with those learnt from, for the drift of each."""
NO_MONTHS = "no_months"


@dataclass(frozen=True)
class Scored:
    """CHURN_SCORES as written, and the figures of those of whom something can be said."""

    rows: ir.Table
    inputs: ir.Table


def weigh(weighing: Weighing) -> None:
    """`churn_scores`; the models that hold, for the register and for the nights to come."""
    tonight = _tonight(weighing)
    before = run_before(weighing.home, weighing.as_of)
    now, why = tonight.standing(_standing_of(before))
    champion, challenger = tonight.stored(now.champion), tonight.stored(now.challenger)
    scored = _scored(weighing, tonight, champion, challenger)
    newest = tonight.newest(now)
    due_on = None if newest is None else standing.due_on(newest, tonight.retrain_days)
    psi = _register(weighing, scored, now, champion, challenger, due_on)
    night = weighing.night
    night.models |= {
        f"{CHURN}.{role}": one.path
        for role, one in ((CHAMPION, champion), (CHALLENGER, challenger))
        if one is not None
    }
    night.told[CHURN] = asdict(replace(now, psi=psi)) | {
        "fitted": why,
        "due_on": None if due_on is None else due_on.isoformat(),
    }
    _tell(weighing, tonight.months, why, due_on)


def run_before(home: Home, on: date) -> lake.RunEntry | None:
    """The last run of an earlier business date that scored."""
    found = [
        run for run in lake.load(home).runs if run.as_of < on.isoformat() and TABLE in run.gold
    ]
    return max(found, key=lambda run: (run.as_of, run.created_at), default=None)


def _standing_of(run: lake.RunEntry | None) -> Standing:
    told: Mapping[str, Any] = {} if run is None else run.report.get("told", {}).get(CHURN, {})
    return Standing.of(dict(told))


def _tonight(weighing: Weighing) -> Tonight:
    home, night, on = weighing.home, weighing.night, weighing.as_of
    policy, rules = _policy(home, on), _rules(home, on)
    points = night.catalog.read(files_of(night.lake / night.gold.paths["asset_points"]), POINTS)
    leaving = Leaving(
        policy.horizon_months, policy.fall_permille, policy.least_loss_minor, policy.history_months
    )
    return Tonight(
        night=night,
        policy=policy,
        register=register.load(on=on, own=home.register_policies),
        view=View(night.catalog, night.book, points, leaving, rules.loss),
        months=months(policy, night.reach, on),
        rules=rules.policy.version,
        named=policies.champion(home.churn_policies, on=on),
    )


POINTS = {
    name: ASSET_POINTS[name]
    for name in ("customer_id", "point_on", "aum_minor", "month_average_minor")
}


def _scored(
    weighing: Weighing, tonight: Tonight, champion: Fitted | None, challenger: Fitted | None
) -> Scored:
    """By the champion; without one by the shares of the plain rule, where there are any."""
    catalog, on, policy = weighing.night.catalog, weighing.as_of, tonight.policy
    today = tonight.view.today(on)
    said = today.filter(today.unknown_reason.isnull()).drop("unknown_reason")
    inputs = catalog.keep("churn_inputs", tonight.view.inputs(said, [on]))
    shares = None if challenger is None else challenger.told["rates"]
    by: tuple[str | None, str | None] = (None, None)
    if champion is not None and champion.model is not None:
        found = scores.by_model(catalog, champion.model, inputs)
        by = scores.MODEL, champion.version
    elif challenger is not None and shares is not None:
        found = scores.by_rule(inputs, shares)
        by = scores.RULE, challenger.version
    else:
        found = scores.nobody(inputs)
    rows = scores.told(
        today, inputs, found, method=by[0], version=by[1],
        decides_on=decides_on(on, policy.horizon_months), cut=float(policy.cut),
        policy_version=policy.version,
    )  # fmt: skip
    return Scored(weighing.write(TABLE, rows), inputs)


def _register(
    weighing: Weighing,
    scored: Scored,
    now: Standing,
    champion: Fitted | None,
    challenger: Fitted | None,
    due_on: date | None,
) -> float | None:
    """Rows for the register; gives back the drift of the champion's scores."""
    psi = None
    if champion is not None:
        given = _probabilities(weighing, scored.rows)
        bins = registering.bin_rows(champion, CHAMPION, given)
        psi = registering.psi_of(bins)
        weighing.bins += bins
        weighing.registered.append(
            registering.model_row(
                champion, CHAMPION, now, due_on=due_on, scored=len(given), psi=psi,
                drift=_drift(weighing, champion, scored.inputs),
            )
        )  # fmt: skip
    if challenger is not None or champion is None:
        if challenger is not None:
            weighing.bins += registering.bin_rows(challenger, CHALLENGER, ())
        reason = NO_MONTHS if challenger is None else None
        weighing.registered.append(
            registering.model_row(challenger, CHALLENGER, now, due_on=due_on, reason=reason)
        )
    return psi


def _probabilities(weighing: Weighing, rows: ir.Table) -> list[float]:
    there = rows.filter(rows.probability.notnull()).select("probability")
    return [float(one) for one in weighing.night.catalog.arrow(there).column(0).to_pylist()]


def _drift(weighing: Weighing, champion: Fitted, inputs: ir.Table) -> dict[str, float]:
    """PSI of every feature of the champion; of many customers of a part that a digest draws."""
    catalog = weighing.night.catalog
    whole = counted(catalog, inputs)
    if whole > MOST_COMPARED:
        limit = format(16**DIGITS * MOST_COMPARED // whole, f"0{DIGITS}x")
        draw = (ibis.literal("drift") + inputs.customer_id).hexdigest("md5")
        inputs = inputs.filter(draw.left(DIGITS) < limit)
    return drift(champion.told["bands"], floats(catalog.arrow(inputs)))


def _tell(weighing: Weighing, there: Months | None, why: str | None, due_on: date | None) -> None:
    notes = weighing.night.notes
    if there is None:
        notes.append(sentence("churn: too few whole months of daily balances to learn from yet"))
    elif why is not None:
        notes.append(
            sentence("churn: a model was fitted; the next one is due after {due_on}", due_on=due_on)
        )


def _policy(home: Home, on: date) -> ChurnPolicy:
    return policies.load(on=on, own=home.churn_policies)


def _rules(home: Home, on: date) -> Rules:
    """Those of the lifecycle; of potential loss is the plain rule."""
    return checked(lifecycle.load(on=on, own=home.lifecycle_policies))


def _followed(home: Home, on: date) -> list[str]:
    """The policies, the champion that a person named, and the run whose models go on."""
    before, named = run_before(home, on), policies.champion(home.churn_policies, on=on)
    return [
        _policy(home, on).version,
        _rules(home, on).policy.version,
        register.load(on=on, own=home.register_policies).version,
        "" if named is None else named.told,
        "" if before is None else before.run_id,
    ]


PART = Part(CHURN, _followed, weigh)
