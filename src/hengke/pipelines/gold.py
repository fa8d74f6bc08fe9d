"""The result files of a run: which tables there are, in which order their rows stand."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from hengke.engine.portable import day
from hengke.engine.results import GOLD, STAMP
from hengke.pipelines import soundness
from hengke.pipelines.catalog import Catalog
from hengke.pipelines.parts import linked
from hengke.policies.tiering import TierPolicy

LAYOUT = 7
"""Counted up when the same data give other results, so that a run computed before is not taken for
the same."""
KEYS = {
    "assessments": ("policy", "assessed_on", "customer_id"),
    "positions": ("policy", "customer_id"),
    "customer_records": ("customer_id",),
    "holdings": ("customer_id", "account_id"),
    "movements": ("customer_id", "transaction_id"),
    "asset_points": ("customer_id", "point_on"),
    "book_points": ("branch_id", "manager_id", "point_on"),
    "activity": ("customer_id",),
    "baselines": ("customer_id",),
    "lifecycle": ("customer_id",),
    "lifecycle_moves": ("customer_id", "moved_on"),
    "product_rules": ("condition", "product"),
    "product_rule_books": ("condition", "product", "branch_id", "manager_id"),
    "cluster_members": ("customer_id",),
    "clusters": ("cluster",),
    "cluster_features": ("cluster", "feature"),
    "cluster_books": ("branch_id", "manager_id", "cluster"),
    "cluster_map": ("x", "y", "cluster"),
    "cluster_tries": ("groups",),
    "cluster_models": ("name",),
    "churn_scores": ("customer_id",),
    "criteria_months": ("policy", "assessed_on", "rank"),
    "criteria_figures": ("policy", "figure", "subject"),
    "criteria_floors": ("policy", "candidate", "rank"),
    "forecasts": ("customer_id",),
    "forecast_errors": ("quantity", "months", "band", "method"),
    "models": ("kind", "policy", "role"),
    "model_bins": ("kind", "policy", "role", "bin"),
    "fairness": ("decision", "trait", "slice"),
    "statistics": ("branch_id", "grouping", "slice", "feature"),
    "statistics_trends": ("branch_id", "grouping", "slice", "series"),
    "statistics_findings": ("branch_id", "kind", "grouping", "slice", "series"),
    "statistics_scopes": ("branch_id",),
    "lifecycle_books": ("branch_id", "manager_id", "stage_before", "stage"),
    "suitability": ("customer_id",),
    "offered_products": ("product_id",),
    "recommendations": ("customer_id", "product_id"),
    "suitability_notices": ("customer_id", "product_id"),
    "recommendation_trials": ("named",),
    "related": ("customer_id", "related_id", "kind"),
    "tasks": ("task_key",),
    "org_units": ("org_id",),
    "schemes": ("policy",),
    "behaviour": ("customer_id",),
    "enquiries": ("customer_id",),
    "preferences": ("customer_id",),
    "risk_profiles": ("customer_id",),
    "market": ("kind", "base", "quote"),
    "latent_needs": ("customer_id", "code"),
    "need_outlooks": ("customer_id", "need_class"),
    "need_kinds": ("need_class",),
    "need_demand": ("need_class", "branch_id", "manager_id", "tier"),
    "tags": ("customer_id",),
    "tag_counts": ("code",),
    "customer_values": ("customer_id",),
    "value_parts": ("customer_id", "product_id", "family"),
    "value_books": ("branch_id", "manager_id", "slice"),
    "value_products": (
        "level",
        "branch_id",
        "manager_id",
        "product_id",
        "family",
        "month_on",
        "standing",
    ),
    "value_totals": ("level",),
    "lifetimes": ("customer_id",),
    "lifetime_hazards": ("kind", "rank", "tenure_from"),
    "lifetime_states": ("kind", "rank"),
    "lifetime_books": ("branch_id", "manager_id", "kind", "rank", "tier"),
    "lifetime_tests": ("months",),
}
"""What makes a row unique; files are ordered by it, so that equal rows give equal bytes."""


@dataclass(frozen=True)
class Stamp:
    """What every result row carries: business date, data cut and run.

    Rows of files that runs share carry the day that they speak of, the last delivery that touches
    it and the name of their file.
    """

    as_of: date
    known_at: str
    run_id: str

    def on(self, table: ir.Table) -> ir.Table:
        """The rows with the stamp; what they say of their own business date stays."""
        stamp = {
            "as_of": day(self.as_of),
            "known_at": ibis.literal(self.known_at),
            "run_id": ibis.literal(self.run_id),
        }
        return table.mutate(**{n: value for n, value in stamp.items() if n not in table.columns})


@dataclass
class Gold:
    """Writes the results of one run below the lake; `paths` is what the manifest will name."""

    catalog: Catalog
    lake: Path
    stamp: Stamp
    paths: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)

    def write(self, name: str, table: ir.Table) -> ir.Table:
        """The table, stamped, as a file; gives back what was written."""
        path = f"gold/{self.stamp.run_id}/{name}.parquet"
        self.rows[name] = self.catalog.write(
            self.lake / path, self.stamp.on(table), GOLD[name], key=KEYS[name]
        )
        self.paths[name] = path
        return self.catalog.read([self.lake / path], GOLD[name])

    def join(
        self, name: str, settled: Sequence[Path], table: ir.Table, schema: Mapping[str, str]
    ) -> None:
        """The table as a folder: files that other nights have too, and the rows of this one.

        All files have the columns of `schema`, which are those of the result and more. The folder
        takes its name when all of it is there.
        """
        path = f"gold/{self.stamp.run_id}/{name}"
        draft = (self.lake / path).with_name(f".{name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for file in settled:
            linked(file, draft / file.name)
        rest = draft / "rest.parquet"
        rows = self.catalog.write(rest, self.stamp.on(table), schema, key=KEYS[name])
        _exchanged(self.lake / path, draft)
        self.rows[name] = rows + sum(pq.read_metadata(file).num_rows for file in settled)
        self.paths[name] = path


def _exchanged(path: Path, draft: Path) -> None:
    """The draft takes the name; a folder that holds the same bytes already stays as it is."""
    if path.is_dir() and soundness.summed(path) == soundness.summed(draft):
        shutil.rmtree(draft)
        return
    gone = draft.with_name(f".{path.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    if path.exists():
        os.replace(path, gone)
    os.replace(draft, path)
    shutil.rmtree(gone, ignore_errors=True)


def scheme_rows(policies: Sequence[TierPolicy]) -> pa.Table:
    """SCHEMES without the stamp: the policies in force on the business date."""
    names = [name for name in GOLD["schemes"] if name not in STAMP]
    rows = [_scheme(policy) for policy in policies]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))


def _scheme(policy: TierPolicy) -> dict[str, str]:
    tiers = [
        {
            "tier": tier.name, "rank": tier.rank, "floor_minor": tier.floor_minor, "zh": tier.zh,
            "en": tier.en, "grace": tier.grace, "palette": tier.palette,
        }
        for tier in policy.tiers
    ]  # fmt: skip
    return {
        "policy": policy.name,
        "policy_version": policy.version,
        "title_zh": policy.title_zh,
        "title_en": policy.title_en,
        "measure": policy.measure.kind,
        "currency": policy.currency,
        "source": policy.source,
        "tiers": json.dumps(tiers, ensure_ascii=False),
    }
