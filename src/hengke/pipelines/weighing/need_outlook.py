"""Needs to come at night: is it due to learn anew, and who probably shows which need."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from hengke.engine.needs.latent import concluding
from hengke.engine.needs.outlook_columns import (
    NEED_KINDS,
    NOT_DELIVERED,
    NOT_SEEN,
    TOO_SHORT,
)
from hengke.engine.needs.outlook_inputs import Asked, columns
from hengke.engine.needs.outlook_signs import delivered, signs
from hengke.engine.stamp import STAMP
from hengke.kernel.sentences import sentence
from hengke.learning.need_batches import SCORES, Scorer, floats
from hengke.learning.need_drift import drift
from hengke.learning.need_features import View
from hengke.learning.need_report import Learnt, learn
from hengke.pipelines.falls.sampling import DIGITS, counted
from hengke.pipelines.home import Home
from hengke.pipelines.need_outlook import models, sampling, telling
from hengke.pipelines.need_outlook.looks import Looks, looks
from hengke.pipelines.need_outlook.models import Kept
from hengke.pipelines.weighing.before import run_before
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.pipelines.weighing.tagging import library
from hengke.policies import enquiries, market, register
from hengke.policies import needs as classes
from hengke.policies.needs import outlook_scheme as policies
from hengke.policies.register import RegisterPolicy

WORD = "need_outlook"
TABLE, KINDS, DEMAND = "need_outlooks", "need_kinds", "need_demand"
FIRST, SCHEDULE, DRIFT, RULES = "first", "schedule", "drift", "rules"
"""Why a night learns anew: there is nothing; it is old; scores have drifted; what it follows from
has changed."""
MOST_EXPLAINED = 50_000
MOST_COMPARED = 20_000


@dataclass(frozen=True)
class Tonight:
    """What one night knows: the policies, the looks it may learn from, what a bank delivers."""

    asked: Asked
    looks: Looks | None
    views: Mapping[str, View]
    told: frozenset[str]
    rules: RegisterPolicy

    @property
    def retrain_days(self) -> int:
        return self.rules.models[telling.KIND].retrain_days

    def due(self, kept: Kept | None, on: date, psi: float) -> str | None:
        """Why it learns anew tonight; None where it does not, or cannot."""
        if self.looks is None:
            return None
        if kept is None:
            return FIRST
        if kept.follows != models.follows(self.asked):
            return RULES
        if kept.known_until >= self.looks.known_until:
            return None
        if psi >= self.rules.psi_act:
            return DRIFT
        return SCHEDULE if kept.due_on(self.retrain_days) < on else None


def weigh(weighing: Weighing) -> None:
    """The three tables; what was learnt, for the register and for the nights to come."""
    night, on = weighing.night, weighing.as_of
    tonight = _tonight(weighing)
    before = _told_before(weighing.home, on)
    kept = models.stored(night.lake, before.get("path"))
    why = tonight.due(kept, on, before.get("psi") or 0.0)
    wanted = tonight.looks if why is not None else None
    rows = sampling.rows(night.catalog, night.book, tonight.asked, wanted, as_of=on)
    if rows.past is not None and wanted is not None:
        kept = _learnt(weighing, tonight, wanted, rows.past)
    scores = _scores(weighing, tonight, kept, rows.today)
    sums = _sums(weighing, scores)
    until = on + timedelta(days=tonight.asked.policy.horizon_days)
    version = tonight.asked.policy.version
    weighing.write(
        TABLE,
        telling.outlooks(scores, rows.today, kept, until=until, policy_version=version),
    )
    weighing.write(DEMAND, _demand(weighing, scores, version))
    psi = {} if kept is None else _register(weighing, tonight, kept, scores, rows.today)
    weighing.write(KINDS, _kinds(weighing, tonight, kept, rows.today, sums, psi, until))
    enough = [one for code, one in psi.items() if sums[code]["scored"] >= tonight.rules.least_rows]
    night.told[WORD] = {"path": None if kept is None else kept.path, "fitted": why,
                        "psi": max(enough, default=None)}  # fmt: skip
    if kept is not None:
        night.models[WORD] = kept.path
    _tell(weighing, tonight, kept, why)


def _tonight(weighing: Weighing) -> Tonight:
    home, on, night = weighing.home, weighing.as_of, weighing.night
    asked = asked_of(home, on, growth=night.reach.daily_from is not None)
    views = {one.need: View(at, one) for at, one in enumerate(signs(asked.policy))}
    told: frozenset[str] = frozenset()
    if views:
        rows = night.catalog.arrow(delivered(night.book, asked.policy)).to_pylist()
        told = frozenset(row["need_class"] for row in rows if row["told"] == 1)
    rules = register.load(on=on, own=home.register_policies)
    return Tonight(asked, looks(asked.policy, night.reach, on), views, told, rules)


def asked_of(home: Home, on: date, *, growth: bool = True) -> Asked:
    """The policies in force; PolicyError where one names what there is not."""
    policy = policies.load(on=on, own=home.needs_policies)
    return Asked(
        policy,
        enquiries.load(on=on, own=home.enquiries_policies),
        market.load(on=on, own=home.market_policies),
        tuple(one for one in concluding(library(home, on)) if one.tag.need in policy.signs),
        growth,
    )


def _learnt(weighing: Weighing, tonight: Tonight, wanted: Looks, past: pa.Table) -> Kept:
    """What comes of these looks; learnt where it is not there yet."""
    lake, stamp = weighing.night.lake, weighing.night.gold.stamp
    path = models.path_of(tonight.asked, wanted, known_at=stamp.known_at)
    found = models.stored(lake, path)
    if found is not None:
        return found
    by_need = sampling.samples(past, tonight.asked, wanted, len(tonight.views))
    needs = {
        code: learn(by_need[view.at], view, tonight.asked.policy)
        for code, view in tonight.views.items()
        if code in tonight.told
    }
    kept = Kept(
        path, models.follows(tonight.asked), wanted.days[0], wanted.days[-1], wanted.known_until,
        needs,
    )  # fmt: skip
    models.store(lake, kept)
    return kept


def _speaking(tonight: Tonight, kept: Kept | None) -> dict[str, Learnt]:
    """The needs of which something is said tonight."""
    found = {} if kept is None else kept.needs
    return {
        code: one
        for code, one in found.items()
        if one.model is not None and code in tonight.views and code in tonight.told
    }


def _scores(weighing: Weighing, tonight: Tonight, kept: Kept | None, today: ir.Table) -> ir.Table:
    """SCORES of everybody of whom something can be said, with `usual` and `method` of the need;
    computed where the rows lie, a batch at a time."""
    catalog, speaking = weighing.night.catalog, _speaking(tonight, kept)
    said = today.filter(today.unknown_reason.isnull())
    few = counted(catalog, said) <= MOST_EXPLAINED
    names = columns(tonight.asked.policy)
    scorer = Scorer(
        json.dumps({code: one.model.as_told() for code, one in speaking.items() if one.model}),
        {code: tonight.views[code] for code in speaking},
        names,
        {} if few else {code: _last_tenth(one) for code, one in speaking.items()},
    )
    found = catalog.mapped("need_scores", said.select("customer_id", *names), scorer, SCORES)
    usual = [(found.need_class == code, one.model.usual) for code, one in speaking.items()
             if one.model]  # fmt: skip
    method = [(found.need_class == code, telling.method_of(one)) for code, one in speaking.items()]
    if not speaking:
        return found.mutate(usual=ibis.null("float64"), method=ibis.null("string"))
    return found.mutate(
        usual=ibis.cases(*usual, else_=ibis.null("float64")),
        method=ibis.cases(*method, else_=ibis.null("string")),
    )


def _last_tenth(one: Learnt) -> float:
    """Of a large book reasons are told of who would have been in the last tenth of the test."""
    tenths = one.told.get("calibration") or ()
    return float(tenths[-1]["from"]) if tenths else 0.0


def _sums(weighing: Weighing, scores: ir.Table) -> dict[str, dict[str, Any]]:
    found = scores.group_by("need_class").agg(
        scored=scores.customer_id.count().cast("int64"),
        expected=scores.probability.sum().round(6),
        above=(scores.probability > scores.usual).cast("int64").sum().cast("int64"),
    )
    rows = weighing.night.catalog.arrow(found).to_pylist()
    return {row.pop("need_class"): row for row in rows}


def _demand(weighing: Weighing, scores: ir.Table, version: str) -> ir.Table:
    places = weighing.results["positions"]
    tiers = places.filter(places.policy == weighing.tier).select("customer_id", "effective_tier")
    records = weighing.results["customer_records"]
    return telling.demand(scores, records, tiers, policy_version=version)


def _kinds(
    weighing: Weighing, tonight: Tonight, kept: Kept | None, today: ir.Table,
    sums: Mapping[str, Any], psi: Mapping[str, float], until: date,
) -> ir.Table:  # fmt: skip
    """NEED_KINDS without the stamp: every class of the needs policy."""
    policy = tonight.asked.policy
    stands = _market(weighing, tonight, today)
    speaking = _speaking(tonight, kept)
    rows = []
    for code in classes.load(on=weighing.as_of, own=weighing.home.needs_policies).classes:
        one = None if kept is None else kept.needs.get(code)
        series = tonight.views[code].sign.market if code in tonight.views else ()
        rows.append(
            telling.kind_row(
                code, one, None if code in speaking else _reason(tonight, code, one), kept,
                until=until,
                due_on=None if kept is None else kept.due_on(tonight.retrain_days),
                market={name: stands[name] for name in series if name in stands},
                scored=sums.get(code), policy_version=policy.version, psi=psi.get(code),
                drift=_moved(tonight, one, psi.get(code), sums.get(code))
                if code in speaking else None,
            )
        )  # fmt: skip
    plain = {name: kind for name, kind in NEED_KINDS.items() if name not in STAMP}
    schema = ibis.schema(plain).to_pyarrow()
    return weighing.night.catalog.given(pa.Table.from_pylist(rows, schema=schema))


def _moved(
    tonight: Tonight, one: Learnt | None, psi: float | None, sums: Mapping[str, Any] | None
) -> str | None:
    scored = int((sums or {}).get("scored") or 0)
    return None if one is None else telling.drift_of(one, psi, scored, tonight.rules)


def _reason(tonight: Tonight, code: str, one: Learnt | None) -> str:
    if code not in tonight.views:
        return NOT_SEEN
    if code not in tonight.told:
        return NOT_DELIVERED
    return TOO_SHORT if one is None else one.reason or TOO_SHORT


def _market(weighing: Weighing, tonight: Tonight, today: ir.Table) -> dict[str, Any]:
    """Each series that is in force today: its level and how it changed."""
    wanted = {name for view in tonight.views.values() for name in view.sign.market}
    if not wanted:
        return {}
    sums = {f"{name}_{part}": today[f"{name}_{part}"].max() for name in sorted(wanted)
            for part in ("level", "before")}  # fmt: skip
    row = weighing.night.catalog.arrow(today.aggregate(**sums)).to_pylist()[0]
    return {
        name: {"level_e8": row[f"{name}_level"], "before_e8": row[f"{name}_before"]}
        for name in sorted(wanted)
        if row[f"{name}_level"] is not None
    }


def _register(
    weighing: Weighing, tonight: Tonight, kept: Kept, scores: ir.Table, today: ir.Table
) -> dict[str, float]:
    """Rows for the register; gives back the drift of the scores by need."""
    found: dict[str, float] = {}
    compared = _compared(weighing, tonight, today)
    speaking = _speaking(tonight, kept)
    for code, one in kept.needs.items():
        given = _given(weighing, scores, code) if code in speaking else []
        good = code in speaking and telling.method_of(one) == telling.MODEL
        bins = telling.bin_rows(code, one, given) if good else []
        psi = telling.psi_of(bins) if good else None
        moved = drift(one.told["bands"], compared, tonight.views[code]) if good else {}
        weighing.bins += bins
        weighing.registered.append(
            telling.model_row(
                code, one, kept, due_on=kept.due_on(tonight.retrain_days), scored=len(given),
                psi=psi, drift=moved,
            )
        )  # fmt: skip
        if psi is not None:
            found[code] = psi
    return found


def _given(weighing: Weighing, scores: ir.Table, code: str) -> list[float]:
    rows = scores.filter(scores.need_class == code).select("probability")
    return [float(one) for one in weighing.night.catalog.arrow(rows).column(0).to_pylist()]


def _compared(weighing: Weighing, tonight: Tonight, today: ir.Table) -> dict[str, Any]:
    """Figures of those who are scored; of many customers of a part that a digest draws."""
    catalog, said = weighing.night.catalog, today.filter(today.unknown_reason.isnull())
    whole = counted(catalog, said)
    if whole > MOST_COMPARED:
        limit = format(16**DIGITS * MOST_COMPARED // whole, f"0{DIGITS}x")
        draw = (ibis.literal("drift") + said.customer_id).hexdigest("md5")
        said = said.filter(draw.left(DIGITS) < limit)
    return floats(catalog.arrow(said), columns(tonight.asked.policy))


def _tell(weighing: Weighing, tonight: Tonight, kept: Kept | None, why: str | None) -> None:
    notes = weighing.night.notes
    if kept is None:
        notes.append(sentence("need_outlook: the data reach back too short a time to learn from"))
    elif why is not None:
        notes.append(
            sentence(
                "need_outlook: learnt anew of {needs} classes of needs; again after {due_on}",
                needs=len(_speaking(tonight, kept)),
                due_on=kept.due_on(tonight.retrain_days),
            )
        )


def _told_before(home: Home, on: date) -> Mapping[str, Any]:
    run = run_before(home, on, having=TABLE)
    told: Mapping[str, Any] = {} if run is None else run.report.get("told", {}).get(WORD, {})
    return told


def _followed(home: Home, on: date) -> list[str]:
    """The policies, the rules that conclude needs, and the run whose models go on."""
    asked, before = asked_of(home, on), run_before(home, on, having=TABLE)
    return [
        asked.policy.version,
        asked.enquiries.version,
        asked.market.version,
        classes.load(on=on, own=home.needs_policies).version,
        *(one.tag.version for one in asked.rules),
        register.load(on=on, own=home.register_policies).version,
        "" if before is None else before.run_id,
    ]


PART = Part(WORD, _followed, weigh)
