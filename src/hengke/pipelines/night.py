"""One night's work on an open engine: assessments, positions, records, tasks, written as gold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from hengke.engine.care.proposals import Proposal
from hengke.engine.care.tasks import tasks
from hengke.engine.features.book import Book
from hengke.engine.features.courses import POINTS, asset_points, book_points, points_of
from hengke.engine.features.figures import figure_dates, figures, weeks_to
from hengke.engine.features.holdings import holdings
from hengke.engine.features.movements import movements, since
from hengke.engine.features.points import assets_on
from hengke.engine.features.records import customer_records, org_units, related
from hengke.engine.features.seal_schemas import SEAL
from hengke.engine.results import ASSESSMENTS, POSITIONS, STAMP
from hengke.engine.tiering.measure import running
from hengke.engine.tiering.outlook import positions
from hengke.kernel.periods import add_months, month_ends
from hengke.pipelines import assessing
from hengke.pipelines.assessing import Due, Override
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.checks import data_notes
from hengke.pipelines.contributions import Worth, profits
from hengke.pipelines.day_points import FILE, DayPoints, in_blocks
from hengke.pipelines.falls.outlook import Falls, Outlook
from hengke.pipelines.gold import KEYS, Gold, scheme_rows
from hengke.pipelines.history import Span
from hengke.pipelines.seals import Seals, day_to_seal
from hengke.pipelines.stages import Stages
from hengke.policies.care import CarePolicy
from hengke.policies.tiering import TierPolicy, next_assessment

MONTHS_SHOWN = 24
TIER_COLUMNS = tuple(name for name in POSITIONS if name not in STAMP)
BESIDE = (
    "aum_minor", "aum_30d_ago_minor", "maturing_minor", "maturing_on", "outflow_30d_minor", "trend",
)  # fmt: skip

Preference = Mapping[str, str]
"""customer_id, kind and code, as people wrote it down: preferences, and needs of the register."""


@dataclass
class Night:
    """What the steps of a night share. `lake` is the folder of the files; `seals` and `days` are
    what it keeps of the past, None where the engine keeps nothing; `told` is what parts of the
    night would know again in a later one, by part."""

    catalog: Catalog
    lake: Path
    book: Book
    reach: Span
    gold: Gold
    stages: Stages
    overrides: Sequence[Override]
    worth: Worth
    seals: Seals | None = None
    days: DayPoints | None = None
    preferences: Sequence[Preference] = ()
    made: list[Due] = field(default_factory=list)
    dues: dict[str, Sequence[Due]] = field(default_factory=dict)
    falls: dict[str, Any] = field(default_factory=dict)
    models: dict[str, str] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def as_of(self) -> date:
        return self.gold.stamp.as_of

    def assess(self, policy: str, needed: Sequence[Due]) -> None:
        """Compute and write what is not there yet."""
        open_dates = sum(one.found is None for one in needed)
        with self.stages.stage(f"assess {policy}") as tell:
            desk = assessing.Desk(
                self.catalog,
                self.book,
                assessing.override_table(self.catalog, self.overrides, policy),
                self._store,
                self._stored,
                self.worth,
            )
            self.made += assessing.assess(
                desk, needed, tell=lambda done: tell(done, max(open_dates, 1))
            )

    def place(self, needed: Mapping[str, Sequence[Due]]) -> ir.Table:
        """Positions of every policy that has been assessed at all, in one file."""
        parts = [self._positions(name, dues) for name, dues in needed.items() if dues]
        rows = [self.catalog.once("positions", part) for part in parts]
        return self.gold.write("positions", _union(rows) if rows else self._nobody())

    def describe(self) -> ir.Table:
        """Customers, what they hold and how it moved; gives back the customer records."""
        with self.stages.stage("records"):
            assets = self._today.select("customer_id", on="point_on", minor="aum_minor")
            records = customer_records(self.book, as_of=self.as_of, assets=assets)
            written = self.gold.write("customer_records", records)
            self.gold.write("related", related(self.book, on=self.as_of))
            self.gold.write("org_units", org_units(self.book))
            self.notes += data_notes(self.catalog, self.book)
        with self.stages.stage("holdings"):
            self.gold.write("holdings", holdings(self.book, as_of=self.as_of))
            self._write_movements()
        with self.stages.stage("courses"):
            self._write_courses()
        return written

    def remind(
        self,
        records: ir.Table,
        places: ir.Table,
        *,
        rules: CarePolicy,
        tier: str,
        proposals: Sequence[Proposal] = (),
    ) -> None:
        """Tasks; `tier` names the policy whose tiers they speak of, `proposals` come from parts of
        the night."""
        with self.stages.stage("tasks"):
            meant = places.filter(places.policy == tier)
            self.gold.write(
                "tasks",
                tasks(
                    self.book,
                    records=records,
                    positions=meant,
                    policy=rules,
                    as_of=self.as_of,
                    beside=proposals,
                ),
            )

    def name_schemes(self, policies: Sequence[TierPolicy]) -> None:
        self.gold.write("schemes", self.catalog.given(scheme_rows(policies)))

    @cached_property
    def assets(self) -> ir.Table:
        """Assets of every customer on every day that a figure speaks of."""
        points, there = self._today, [self.as_of]
        if self.days is not None:
            points, there = points.union(self._past), [*self._past_dates, self.as_of]
        wanted = figure_dates(self.as_of)
        rows = points.filter(points.point_on.isin([on for on in wanted if on in there]))
        found = rows.select("customer_id", on="point_on", minor="aum_minor")
        rest = [on for on in wanted if on not in there]
        whole = found.union(assets_on(self.book, rest)) if rest else found
        return self.catalog.once("assets", whole)

    @cached_property
    def _today(self) -> ir.Table:
        """POINTS of the business date."""
        found = points_of(self.book, [self.as_of], keep=self.catalog.keep)
        return self.catalog.keep("points", found)

    @cached_property
    def _past(self) -> ir.Table:
        """POINTS of past weeks and month ends; kept in the lake where the engine keeps what it has
        derived."""
        dates = self._past_dates
        if self.days is not None:
            return self.days.kept(self.catalog, self.book, dates)
        keep = self.catalog.keep
        blocks = [points_of(self.book, some, keep=keep) for some in in_blocks(dates)]
        kept = [keep("points", one) for one in blocks]
        return _union(kept) if kept else self.catalog.read([], POINTS)

    @property
    def _past_dates(self) -> list[date]:
        return sorted({*self._past_month_ends, *self._weeks})

    @property
    def _weeks(self) -> list[date]:
        """The ends of the last weeks that the deliveries reach back to."""
        return [on for on in weeks_to(self.as_of)[:-1] if on >= self.reach.first]

    @property
    def _past_month_ends(self) -> list[date]:
        """The last 24 month ends before the business date that the deliveries reach back to."""
        first = max(add_months(self.as_of, -MONTHS_SHOWN), self.reach.first)
        ends = [on for on in month_ends(first, self.as_of) if on < self.as_of]
        return ends[-MONTHS_SHOWN:]

    def _positions(self, policy: str, dues: Sequence[Due]) -> ir.Table:
        with self.stages.stage(f"outlook {policy}"):
            current = dues[-1].policy
            outlook = self._outlook(current, dues)
            self.falls[policy] = outlook.report
            if outlook.model is not None:
                self.models[policy] = outlook.model
            given = profits(self.catalog, self.book, current, [self.as_of], self.worth)
            so_far = self.catalog.keep(
                "running",
                running(self.book, policy=current, as_of=self.as_of, given=given),
            )
            last = self._stored(dues[-1])
            before = self._stored(dues[-2]) if len(dues) > 1 else None
            placed = positions(
                last, before, so_far, policy=current, as_of=self.as_of,
                customers=self.book.customers,
                overrides=assessing.override_table(self.catalog, self.overrides, policy),
            )  # fmt: skip
            return self._beside(placed, current, outlook)

    def _outlook(self, policy: TierPolicy, dues: Sequence[Due]) -> Outlook:
        paths = {one.assessed_on: one.path for one in dues}
        falls = Falls(
            self.catalog, self.book, policy, self.reach, self.lake, paths,
            lambda dates: self.catalog.read([self.lake / paths[on] for on in dates], ASSESSMENTS),
        )  # fmt: skip
        return falls.outlook([one.assessed_on for one in dues], as_of=self.as_of)

    def _beside(self, placed: ir.Table, policy: TierPolicy, outlook: Outlook) -> ir.Table:
        """Tier, figures and probability of one policy's customers, in the columns of POSITIONS.

        A tier set by hand has no probability: it does not fall by the figures.
        """
        ahead = next_assessment(policy, self.as_of)
        beside = figures(self.book, as_of=self.as_of, next_assessment_on=ahead, assets=self.assets)
        scores = outlook.scores
        added = (*BESIDE, *(name for name in scores.columns if name != "customer_id"))
        tiers = placed.drop(*(name for name in added if name in placed.columns))
        joined = tiers.left_join(beside, "customer_id").drop("customer_id_right")
        joined = joined.left_join(scores, "customer_id").drop("customer_id_right")
        by_hand = (joined.state == "overridden").fill_null(False)
        return joined.mutate(
            fall_probability=by_hand.ifelse(ibis.null("float64"), joined.fall_probability),
            reasons=by_hand.ifelse(ibis.null("string"), joined.reasons),
        ).select(*TIER_COLUMNS)

    def _write_movements(self) -> None:
        """Those up to the last settled month end lie in its seal as they are shown."""
        settled = day_to_seal(first=self.reach.first, as_of=self.as_of)
        if self.seals is None or settled is None or self.seals.newest(settled) != settled:
            self.gold.write("movements", movements(self.book, as_of=self.as_of, settled=settled))
            return
        new = since(self.book, after=settled, as_of=self.as_of)
        self.gold.join("movements", [self.seals.latest(settled)], new, SEAL["latest"])

    def _write_courses(self) -> None:
        """Month ends, the business date, and for the books of the bank the weeks as well."""
        ends, past = self._past_month_ends, self._past
        if self.days is None:
            shown = past.filter(past.point_on.isin(ends))
            self.gold.write("asset_points", asset_points(self._today.union(shown)))
        else:
            settled = [self.days.path(on) for on in ends]
            self.gold.join("asset_points", settled, self._today, FILE)
        self.gold.write("book_points", book_points(self.book, self._today.union(past)))

    def _nobody(self) -> ir.Table:
        return self.catalog.read([], POSITIONS).drop(*STAMP)

    def _store(self, one: Due, decisions: ir.Table) -> ir.Table:
        path = self.lake / one.path
        self.catalog.write(
            path, self.gold.stamp.on(decisions), ASSESSMENTS, key=KEYS["assessments"]
        )
        return self._stored(one)

    def _stored(self, one: Due) -> ir.Table:
        return self.catalog.read([self.lake / one.path], ASSESSMENTS)


def _union(tables: Sequence[ir.Table]) -> ir.Table:
    whole, *others = tables
    return whole.union(*others) if others else whole
