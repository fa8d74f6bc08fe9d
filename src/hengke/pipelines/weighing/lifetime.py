"""Lifetime value at night: hazards of the bank's own months, projection, Markov form, back-test."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from hengke.engine.lifetime import columns, exposure, projection
from hengke.engine.lifetime.exposure import LOST, NO_TIER
from hengke.engine.lifetime.relations import relations
from hengke.engine.results import ASSESSMENTS, GOLD
from hengke.engine.stamp import STAMP
from hengke.kernel.periods import add_months, month_end
from hengke.kernel.sentences import sentence
from hengke.learning import lifetime_markov as markov
from hengke.learning.lifetime_hazard import NO_TENURE, Hazards, Seen, fit_hazards
from hengke.pipelines.home import Home
from hengke.pipelines.parts import files_of
from hengke.pipelines.weighing import lifetime_proof
from hengke.pipelines.weighing.part import Part, Weighing
from hengke.policies import lifetime as policies
from hengke.policies.lifetime import LifetimePolicy
from hengke.policies.lifetime.scheme import KINDS

WORD, YEAR, PPM = "lifetime", 12, 1_000_000
Rows = list[dict[str, Any]]


def weigh(weighing: Weighing) -> None:
    """The tables of lifetime value; without values there is nothing to project."""
    if "customer_values" not in weighing.results:
        weighing.night.notes.append(
            sentence("lifetime: there is no contribution from which to go on")
        )
        return
    desk = Desk(weighing, _policy(weighing.home, weighing.as_of))
    found = desk.relations(weighing.as_of)
    hazards = desk.fitted(found, on=weighing.as_of)
    rows = desk.keep("lifetime_margins", desk.margins(found))
    states = desk.states(found, rows, hazards)
    written = weighing.write(
        "lifetimes",
        projection.lifetimes(rows, desk.given(desk.curves(hazards), None), states, desk.policy),
    )
    weighing.write("lifetime_books", projection.books(weighing.night.book, written))
    weighing.write("lifetime_hazards", desk.given(desk.hazard_rows(hazards), "lifetime_hazards"))
    tested = lifetime_proof.tested(desk, found)
    weighing.write("lifetime_tests", desk.given([tested], "lifetime_tests"))


class Desk:
    """What the steps share: the night, the policy, and the tiers that each month end gave."""

    def __init__(self, weighing: Weighing, policy: LifetimePolicy) -> None:
        self.weighing, self.policy, self.night = weighing, policy, weighing.night
        self.keep = weighing.night.catalog.keep
        dues = weighing.night.dues.get(weighing.tier, ())
        self.paths = {one.assessed_on: one.path for one in dues}
        tiers = dues[-1].policy.tiers if dues else ()
        self.names = {one.rank: one.name for one in tiers}
        self.words = {one.rank: {"tier_zh": one.zh, "tier_en": one.en} for one in tiers}
        self.ranks = [NO_TIER, *sorted(self.names)]
        self.groups = [(kind, rank) for kind in KINDS for rank in self.ranks]
        points = self.night.lake / self.night.gold.paths["asset_points"]
        self._points = self.night.catalog.read(files_of(points), GOLD["asset_points"])

    def relations(self, on: date) -> ir.Table:
        """Relations as the day knew them."""
        found = relations(self.night.book, self._points, on=on, over=self.policy.over)
        return self.keep("lifetime_relations", found)

    def tiers(self, on: date) -> ir.Table:
        """customer_id and rank, as the assessment of this day gave them."""
        found = self.night.catalog.read([self.night.lake / self.paths[on]], ASSESSMENTS)
        return found.select("customer_id", rank="effective_rank")

    def observed_until(self, on: date) -> date:
        """The last month end of which it is known on a day who had left."""
        return month_end(add_months(on.replace(day=1), -1 - self.policy.over.months))

    def fitted(self, found: ir.Table, *, on: date) -> Hazards:
        """Hazards from what the day knew: months of customers by their tier at the start of each
        window (a tier of today would be that to which leavers fell first)."""
        rule, seen = self.policy.hazard, dict[tuple[str, int, int], Seen]()
        months_ends = [one for one in self.paths if one == month_end(one)]
        for window in exposure.windows(
            months_ends,
            end=self.observed_until(on),
            months=rule.window_months,
            least=rule.least_window_months,
        ):
            rows = exposure.at_risk(found, self.tiers(window.start), window)
            counted = exposure.exposures(rows, rule.tenure_from_months)
            _add(seen, self.fetched(counted), bands=len(rule.tenure_from_months))
        return fit_hazards(
            {cell: one for cell, one in seen.items() if cell[:2] in self.groups},
            groups=self.groups,
            firsts=rule.tenure_from_months,
            plain={kind: float(rate) for kind, rate in rule.plain.items()},
            weight=rule.weight_months,
        )

    def margins(self, found: ir.Table) -> ir.Table:
        positions = self.weighing.results["positions"]
        places = positions.filter(positions.policy == self.weighing.tier).select(
            "customer_id", rank="effective_rank", tier="effective_tier"
        )
        values = self.weighing.results["customer_values"].select(
            "customer_id", "currency", "first_on", "until_on", "profit_minor",
            "acquisition_minor", "potential_points", value_reason="unknown_reason",
            weighed="days",
        )  # fmt: skip
        return projection.margins(
            values, places, found, as_of=self.weighing.as_of, policy=self.policy
        )

    def curves(self, hazards: Hazards) -> Rows:
        """Survival after each year of the policy, by group and months of relation so far."""
        years = self.policy.years
        tenures = [NO_TENURE, *range(self.policy.hazard.tenure_from_months[-1] + 1)]
        rows: Rows = []
        for kind, rank in hazards.groups:
            for tenure in tenures:
                left = hazards.survival((kind, rank), tenure, years[-1] * YEAR)
                of_year = {f"year_{year}": float(left[year * YEAR - 1]) for year in years if year}
                rows.append(
                    {
                        "kind": kind, "rank": rank, "tenure": tenure,
                        "remaining": round(hazards.remaining_months((kind, rank), tenure)),
                        **({"year_0": 1.0} if 0 in years else {}), **of_year,
                    }
                )  # fmt: skip
        return rows

    def states(self, found: ir.Table, rows: ir.Table, hazards: Hazards) -> ir.Table:
        """`lifetime_states`, written: means of tiers, and what they are worth as customers move."""
        means = {(one["kind"], one["rank"]): one for one in
                 self.fetched(projection.means(rows))}  # fmt: skip
        moved = self._moved(found)
        states: Rows = []
        for kind in KINDS:
            states += self._states_of(kind, means, moved, hazards)
        return self.weighing.write("lifetime_states", self.given(states, "lifetime_states"))

    def _moved(self, found: ir.Table) -> Mapping[tuple[str, int, int], int] | None:
        """Customers by kind, tier and the tier of a year later; None where history is shorter."""
        end = self.observed_until(self.weighing.as_of)
        start = month_end(add_months(end.replace(day=1), -YEAR))
        if not {start, end} <= self.paths.keys():
            return None
        rows = exposure.at_risk(found, self.tiers(start), exposure.Window(start, end))
        cells = self.fetched(exposure.transitions(rows, self.tiers(end)))
        return {(one["kind"], one["rank"], one["to_rank"]): one["customers"] for one in cells}

    def _states_of(
        self,
        kind: str,
        means: Mapping[tuple[str, int], Mapping[str, Any]],
        moved: Mapping[tuple[str, int, int], int] | None,
        hazards: Hazards,
    ) -> Rows:
        """One row per tier of a kind; the state without a tier has a mean and no moves."""
        ranks = self.ranks[1:]
        mean = {rank: means.get((kind, rank), {}).get("margin_minor") for rank in self.ranks}
        rows = [
            {
                "kind": kind, "rank": rank, "tier": self.names.get(rank, ""),
                **self.words.get(rank, {}), "customers": 0,
                "moves": None, "margin_minor": mean[rank], "value_minor": None,
            }
            for rank in self.ranks
        ]  # fmt: skip
        if moved is None or all(mean[rank] is None for rank in ranks):
            return rows
        counts = np.array(
            [[moved.get((kind, rank, to), 0) for to in (*ranks, LOST)] for rank in ranks],
            dtype=np.float64,
        )
        staying = np.array([hazards.survival((kind, rank), NO_TENURE, YEAR)[-1] for rank in ranks])
        shares = markov.moves(counts, staying, weight=self.policy.weight_customers)
        values = markov.state_values(
            shares[:, :-1],
            markov.filled([mean[rank] for rank in ranks]),
            discount=float(self.policy.discount),
            first_now=self.policy.first_margin == policies.NOW,
        )
        for row, count, share, value in zip(rows[1:], counts, shares, values, strict=True):
            row["customers"] = int(count.sum())
            row["moves"] = json.dumps([round(float(one) * PPM) for one in share])
            row["value_minor"] = round(float(value))
        return rows

    def hazard_rows(self, hazards: Hazards) -> Rows:
        limits = exposure.bands_of(hazards.firsts)
        return [
            {
                "kind": kind, "rank": rank, "tier": self.names.get(rank, ""),
                "tenure_from": limits[band][0], "tenure_until": limits[band][1],
                "months": one.seen.months, "ended": one.seen.ended,
                "hazard_ppm": round(one.monthly * PPM), "basis": one.basis,
            }
            for (kind, rank, band), one in hazards.cells.items() if band != NO_TENURE
        ]  # fmt: skip

    def fetched(self, table: ir.Table) -> Rows:
        found: Rows = self.night.catalog.arrow(table).to_pylist()
        return found

    def given(self, rows: Rows, name: str | None) -> ir.Table:
        """Rows as a table, with the version of the policy; curves have the form of their rows."""
        if name is None:
            return self.night.catalog.given(pa.Table.from_pylist(rows))
        told = [row | {"policy_version": self.policy.version} for row in rows]
        plain = {key: kind for key, kind in SCHEMAS[name].items() if key not in STAMP}
        return self.night.catalog.given(
            pa.Table.from_pylist(told, schema=ibis.schema(plain).to_pyarrow())
        )


SCHEMAS = {
    "lifetime_hazards": columns.LIFETIME_HAZARDS, "lifetime_states": columns.LIFETIME_STATES,
    "lifetime_tests": columns.LIFETIME_TESTS,
}  # fmt: skip


def _add(seen: dict[tuple[str, int, int], Seen], rows: Sequence[Any], *, bands: int) -> None:
    names = {**{str(band): band for band in range(bands)}, "unknown": NO_TENURE}
    for row in rows:
        for name, band in names.items():
            cell = row["kind"], row["rank"], band
            before = seen.get(cell, Seen(0, 0))
            seen[cell] = Seen(
                before.months + row[f"months_{name}"], before.ended + row[f"ended_{name}"]
            )


def _policy(home: Home, on: date) -> LifetimePolicy:
    return policies.load(on=on, own=home.lifetime_policies)


def _followed(home: Home, on: date) -> list[str]:
    return [_policy(home, on).version]


PART = Part(WORD, _followed, weigh)
