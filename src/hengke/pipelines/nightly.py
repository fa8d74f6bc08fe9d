"""The nightly run: from the bank's tables to everything the workbench shows, in one switch.

Files are written first; one commit of the manifest makes them count. Killed before it, the run has
left nothing that anybody sees; the next one sweeps the remains away. A run is named after all it
follows from, so that the same question to the same data has the same name, and the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib import metadata
from typing import Any

from hengke.kernel import clock
from hengke.kernel.errors import Refused
from hengke.kernel.sentences import record, sentence
from hengke.pipelines import (
    assessing,
    gold,
    lake,
    lake_files,
    run_notes,
    soundness,
    weighing,
)
from hengke.pipelines.assessing import Due, Override
from hengke.pipelines.catalog import Catalog, opened, silver
from hengke.pipelines.contributions import worth_of
from hengke.pipelines.currencies import NotItsCurrency, check_currency
from hengke.pipelines.day_points import DayPoints
from hengke.pipelines.gold import Gold, Stamp
from hengke.pipelines.history import check_business_date, span, supported
from hengke.pipelines.home import Home
from hengke.pipelines.keeping import kept_book, sealed_up_to
from hengke.pipelines.night import Night, Preference
from hengke.pipelines.seals import Seals
from hengke.pipelines.stages import Progress, Stages, peak_megabytes
from hengke.pipelines.weighing import Weighing
from hengke.policies import care
from hengke.policies.tiering import NotInForce, TierPolicy, load, versions

SCRATCH, SEALS, POINTS = ".scratch", "seals", "points"


@dataclass(frozen=True)
class RunReport:
    """What a run did. `reused`: it had been computed before and is shown again as it was.

    `assessed` are the assessments computed now, `missed` those that fell due and could not be
    (policy, assessed_on, reason), `stages` seconds, `notes` what a person should
    know, `falls` the figures of the fall model per policy, `told` what parts of the night would
    know again in a later one: which models hold, when the next is due.
    """

    run_id: str
    as_of: str
    known_at: str
    engine: str
    customers: int
    seconds: float
    reused: bool
    policies: dict[str, str]
    assessed: list[dict[str, str]] = field(default_factory=list)
    missed: list[dict[str, str]] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    stages: dict[str, float] = field(default_factory=dict)
    peak_mb: int = 0
    notes: list[str] = field(default_factory=list)
    falls: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)


def run(
    home: Home,
    *,
    as_of: date,
    engine: str = "duckdb",
    overrides: Sequence[Override] = (),
    preferences: Sequence[Preference] = (),
    progress: Progress | None = None,
    afresh: bool = False,
) -> RunReport:
    """Assess every enabled policy up to `as_of` and write the results of the day.

    `preferences`: what people wrote down of customers (customer_id, kind, code), preferences for
    rules and unmet needs for recommendations. A run that has been computed from the same data,
    policies, overrides and preferences is not computed again; `afresh` computes it anyway, to the
    same bytes.
    """
    stages = Stages(progress)
    names = _enabled(home)
    with lake.writing(home, what=f"hengke run --as-of {as_of}"):
        manifest = lake.load(home)
        in_force, left_out = _usable(home, names, as_of)
        rules = care.load(on=as_of, own=home.care_policies)
        followed = [*_every_version(home, names), rules.version, *weighing.followed(home, as_of)]
        handed = [dict(one) for one in preferences]
        followed += [json.dumps(handed, sort_keys=True)] if handed else []
        followed += _worths(home, in_force, as_of)
        run_id = _run_id(manifest, followed, as_of=as_of, engine=engine, overrides=overrides)
        _sweep(home, manifest)
        known = None if afresh else _computed(home, manifest, run_id)
        if known is not None:
            return _as_it_was(known, seconds=stages.total)
        _forget(manifest, run_id)
        _leave_damaged_out(home, manifest)
        stamp = Stamp(as_of, manifest.last_batch(), run_id)
        with opened(home.lake / SCRATCH, engine=engine) as catalog:
            night, needed = _computed_now(
                home,
                manifest,
                catalog,
                stamp=stamp,
                policies=in_force,
                rules=rules,
                overrides=overrides,
                preferences=handed,
                stages=stages,
                engine=engine,
            )
            missed = run_notes.missed(home, in_force, night.reach, as_of=as_of)
        entry = _entry(night, in_force, left_out, missed, engine=engine)
        manifest.runs.append(entry)
        for dues in needed.values():
            manifest.assessments += assessing.entries(
                dues, manifest, run_id=run_id, known_at=stamp.known_at
            )
        lake.commit(home, manifest)
    return _report(entry, reused=False)


def _enabled(home: Home) -> tuple[str, ...]:
    names = home.settings().policies
    if not names:
        raise Refused(
            "No tier policy is enabled in this home.",
            next_step="Import a delivery whose mapping names one, or add it to `policies` in "
            "{home}/home.toml; `hengke policies list` shows all.",
            home=home.path,
        )
    return names


def _usable(
    home: Home, names: Sequence[str], as_of: date
) -> tuple[list[TierPolicy], list[Refused]]:
    """The policies of this run, and why others sit it out; refused when none is left."""
    found: list[TierPolicy] = []
    left_out: list[Refused] = []
    for name in names:
        try:
            policy = load(name, on=as_of, own=home.tier_policies)
            check_currency(home, policy)
        except (NotInForce, NotItsCurrency) as reason:
            left_out.append(reason)
        else:
            found.append(policy)
    if not found:
        raise left_out[0]
    return found, left_out


def _every_version(home: Home, names: Sequence[str]) -> list[str]:
    return [one.version for name in names for one in versions(name, own=home.tier_policies)]


def _worths(home: Home, policies: Sequence[TierPolicy], on: date) -> list[str]:
    """Value policies by which tiers are reckoned; none where no tier policy counts profit."""
    worth = worth_of(home, None)
    return sorted({one for policy in policies if (one := worth.version(policy, on))})


def _run_id(
    manifest: lake.Manifest,
    rules: Sequence[str],
    *,
    as_of: date,
    engine: str,
    overrides: Sequence[Override],
) -> str:
    """The business date, and ten letters for all that the run follows from.

    What the tables hold follows from the deliveries that are in; which files hold it does not
    matter, and changes when small ones are put together.
    """
    seen = [batch.id for batch in manifest.batches if batch.status == "loaded"]
    told = json.dumps(
        [
            assessing.LAYOUT, gold.LAYOUT, metadata.version("hengke"), engine, as_of, seen,
            list(rules), [dict(one) for one in overrides],
        ],
        default=str,
        sort_keys=True,
    )  # fmt: skip
    return f"{as_of:%Y%m%d}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def _computed(home: Home, manifest: lake.Manifest, run_id: str) -> lake.RunEntry | None:
    """The run of this name when all its files are there as they were written."""
    entry = next((one for one in manifest.runs if one.run_id == run_id), None)
    if entry is None:
        return None
    paths = [*entry.gold.values(), *entry.models.values()]
    paths += [one.path for one in manifest.assessments if one.run_id == run_id]
    return None if soundness.damaged(home.lake, manifest.sums, paths, deep=True) else entry


def _forget(manifest: lake.Manifest, run_id: str) -> None:
    """As if this run had not been: its files stay until the same bytes replace them."""
    gone = [one for one in manifest.runs if one.run_id == run_id]
    results = {path for one in gone for path in one.gold.values()}
    manifest.runs = [one for one in manifest.runs if one.run_id != run_id]
    manifest.retired = [one for one in manifest.retired if one.run_id != run_id]
    made = {one.path for one in manifest.assessments if one.run_id == run_id}
    _without_assessments(manifest, made)
    manifest.sums = {path: one for path, one in manifest.sums.items() if path not in results}


def _leave_damaged_out(home: Home, manifest: lake.Manifest) -> None:
    """Refused where a table of the bank is damaged; a damaged result is computed again."""
    soundness.check(home.lake, manifest.sums, manifest.tables())
    models = [path for run in manifest.runs for path in run.models.values()]
    paths = [*models, *(one.path for one in manifest.assessments)]
    found = {one.path for one in soundness.damaged(home.lake, manifest.sums, paths, deep=True)}
    _without_assessments(manifest, found)
    for path in found.intersection(models):  # a model that is not there is fitted again
        (home.lake / path).unlink(missing_ok=True)


def _without_assessments(manifest: lake.Manifest, paths: Collection[str]) -> None:
    manifest.assessments = [one for one in manifest.assessments if one.path not in paths]
    manifest.sums = {path: one for path, one in manifest.sums.items() if path not in paths}


def _computed_now(
    home: Home,
    manifest: lake.Manifest,
    catalog: Catalog,
    *,
    stamp: Stamp,
    policies: Sequence[TierPolicy],
    rules: care.CarePolicy,
    overrides: Sequence[Override],
    preferences: Sequence[Preference],
    stages: Stages,
    engine: str,
) -> tuple[Night, dict[str, list[Due]]]:
    currency, as_of = home.settings().currency, stamp.as_of
    with stages.stage("read the bank"):
        tables = silver(catalog, home, manifest)
        reach = span(catalog, tables)
        check_business_date(as_of, reach)
    seals = None if engine == "spark" else Seals(home.lake / SEALS, manifest, currency)
    if seals is not None:
        with stages.stage("seal the past"):
            sealed_up_to(catalog, tables, seals, home=currency, first=reach.first, as_of=as_of)
    with stages.stage("keep the book"):
        book = kept_book(catalog, tables, home=currency, until=as_of, seals=seals)
    night = Night(
        catalog, home.lake, book, reach, Gold(catalog, home.lake, stamp), stages, overrides,
        worth_of(home, reach.daily_from),
        seals=seals,
        days=None if seals is None else DayPoints(home.lake / POINTS, manifest, currency),
        preferences=preferences,
    )  # fmt: skip
    needed = {}
    for name in (policy.name for policy in policies):
        dates = supported(versions(name, own=home.tier_policies), reach, as_of=as_of)
        needed[name] = assessing.due(manifest, dates, overrides, night.worth)
        night.assess(name, needed[name])
    night.dues.update(needed)
    places = night.place(needed)
    records = night.describe()
    night.name_schemes(policies)
    meant = policies[0].name
    written = {"customer_records": records, "positions": places}
    weighed = Weighing(home, night, written, tier=meant)
    weighing.weigh(weighed)
    night.remind(records, places, rules=rules, tier=meant, proposals=weighed.proposals)
    return night, needed


def _entry(
    night: Night,
    policies: Sequence[TierPolicy],
    left_out: Sequence[Refused],
    missed: Sequence[run_notes.Missed],
    *,
    engine: str,
) -> lake.RunEntry:
    stamp, stages = night.gold.stamp, night.stages
    notes = [
        *run_notes.notes(left_out, missed, night.reach, as_of=stamp.as_of),
        *(
            sentence(
                "{policy}: the data support no assessment up to {as_of} yet",
                policy=policy.name,
                as_of=stamp.as_of,
            )
            for policy in policies
            if policy.name not in night.falls
        ),
    ]
    notes += night.notes
    return lake.RunEntry(
        run_id=stamp.run_id,
        as_of=stamp.as_of.isoformat(),
        known_at=stamp.known_at,
        engine=engine,
        created_at=clock.now().isoformat(),
        seconds=stages.total,
        customers=night.gold.rows["customer_records"],
        policies={policy.name: policy.version for policy in policies},
        gold=dict(night.gold.paths),
        models=dict(night.models),
        report={
            "rows": night.gold.rows,
            "stages": stages.seconds,
            "peak_mb": peak_megabytes(),
            "assessed": [
                {"policy": one.policy.name, "assessed_on": one.assessed_on.isoformat()}
                for one in night.made
            ],
            "missed": list(missed),
            "falls": night.falls,
            "told": night.told,
            "notes": notes,
            "sentences": record(*notes, *(one["reason"] for one in missed)),
        },
    )


def _report(entry: lake.RunEntry, *, reused: bool) -> RunReport:
    told = asdict(entry)
    kept = {name: told["report"][name] for name in ("rows", "stages", "peak_mb", "notes", "falls")}
    assessed = [] if reused else told["report"]["assessed"]
    names = ("run_id", "as_of", "known_at", "engine", "customers", "seconds", "policies")
    return RunReport(
        **{name: told[name] for name in names},
        **kept,
        assessed=assessed,
        missed=told["report"].get("missed", []),
        told=told["report"].get("told", {}),
        reused=reused,
    )


def _as_it_was(entry: lake.RunEntry, *, seconds: float) -> RunReport:
    told = asdict(_report(entry, reused=True))
    note = sentence("Nothing has changed since: this run was computed before and is used as it is.")
    return RunReport(**told | {"seconds": seconds, "notes": [note, *told["notes"]]})


def _sweep(home: Home, manifest: lake.Manifest) -> None:
    """Remove what killed runs left: files that no entry of the manifest names."""
    lake_files.sweep(home, manifest)
    shutil.rmtree(home.lake / SCRATCH, ignore_errors=True)
    currency = home.settings().currency
    Seals(home.lake / SEALS, manifest, currency).sweep()
    DayPoints(home.lake / POINTS, manifest, currency).sweep()
