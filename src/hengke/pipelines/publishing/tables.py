"""Which result table goes to which table of the workbench, and what stands for an empty cell.

Columns come from `engine.results`; the models of the apps carry the same names (a test compares).
Names are interpolated into SQL, so they come from here and from nowhere else.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from hengke.engine.results import GOLD

STAGING = "hengke_staging"
"""Schema (PostgreSQL) or attached file (SQLite) that holds a run before the switch."""

NO_BRANCH = "unassigned"  # the branch of customers whose file names none
SCOPE: Mapping[str, str] = {"branch_id": NO_BRANCH, "manager_id": ""}
"""Columns that say who may see a row, and what stands in them where the file is silent."""


@dataclass(frozen=True)
class Published:
    """One table of results in the workbench.

    `scoped`: its scope is copied from the customer. `facts`: what happened and does not change;
    nearly all rows are last night's, and their stamp names the run that brought them, or the file
    that runs share. Rows of other tables carry the stamp of the run that is shown.
    """

    gold: str
    table: str
    key: tuple[str, ...]
    instead_of_null: Mapping[str, str] = field(default_factory=dict)
    scoped: bool = False
    facts: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(GOLD[self.gold])


CUSTOMERS = Published("customer_records", "customers_customer", ("customer_id",), SCOPE)
BOOK_POINTS = Published(
    "book_points", "customers_bookpoint", ("branch_id", "manager_id", "point_on"), SCOPE
)
ASSET_POINTS = Published(
    "asset_points", "customers_assetpoint", ("customer_id", "point_on"), facts=True
)
POSITIONS = Published("positions", "tiering_position", ("policy", "customer_id"), scoped=True)
ASSESSMENTS = Published(
    "assessments", "tiering_assessment", ("policy", "customer_id", "assessed_on")
)
TAGS = Published("tags", "tagging_customertags", ("customer_id",), scoped=True)
TAG_COUNTS = Published("tag_counts", "tagging_tag", ("code",))
VALUES = Published("customer_values", "value_customervalue", ("customer_id",), scoped=True)
STAGES = Published("lifecycle", "lifecycle_place", ("customer_id",), scoped=True)
MEMBERS = Published("cluster_members", "clustering_member", ("customer_id",), scoped=True)
LEAVING = Published("churn_scores", "lifecycle_leaving", ("customer_id",), scoped=True)
OUTLOOKS = Published("need_outlooks", "needs_outlook", ("customer_id", "need_class"), scoped=True)
STANDINGS = Published("suitability", "recommendation_standing", ("customer_id",), scoped=True)
RECOMMENDATIONS = Published(
    "recommendations",
    "recommendation_recommendation",
    ("customer_id", "product_id"),
    scoped=True,
)
NOTICES = Published(
    "suitability_notices", "recommendation_notice", ("customer_id", "product_id"), scoped=True
)
TASKS = Published("tasks", "care_task", ("task_key",), scoped=True)

REPLACED = (  # what people change as well comes last, so that they wait for the end of it
    Published("movements", "customers_movement", ("customer_id", "transaction_id"), facts=True),
    ASSET_POINTS,
    Published("related", "customers_relation", ("customer_id", "related_id", "kind")),
    Published("holdings", "customers_holding", ("customer_id", "account_id")),
    Published("behaviour", "behaviour_profile", ("customer_id",)),
    Published("risk_profiles", "customers_riskprofile", ("customer_id",)),
    Published("market", "catalogue_marketseries", ("kind", "base", "quote")),
    Published("latent_needs", "needs_latentneed", ("customer_id", "code")),
    Published("need_kinds", "needs_outlookkind", ("need_class",)),
    Published(
        "need_demand", "needs_demand", ("need_class", "branch_id", "manager_id", "tier"), SCOPE
    ),
    Published("schemes", "tiering_scheme", ("policy",)),
    Published("org_units", "identity_orgunit", ("org_id",)),
    Published("value_parts", "value_productvalue", ("customer_id", "product_id", "family")),
    Published("value_books", "value_bookvalue", ("branch_id", "manager_id", "slice"), SCOPE),
    Published(
        "value_products",
        "value_productmonth",
        ("level", "branch_id", "manager_id", "product_id", "family", "month_on", "standing"),
        SCOPE,
    ),
    Published("value_totals", "value_total", ("level",)),
    Published("lifetimes", "value_lifetime", ("customer_id",)),
    Published("lifetime_hazards", "value_hazard", ("kind", "rank", "tenure_from")),
    Published("lifetime_states", "value_tierworth", ("kind", "rank")),
    Published(
        "lifetime_books",
        "value_lifetimebook",
        ("branch_id", "manager_id", "kind", "rank", "tier"),
        SCOPE,
    ),
    Published("lifetime_tests", "value_lifetimetest", ("months",)),
    TAG_COUNTS,
    Published("product_rules", "associations_rule", ("condition", "product")),
    Published(
        "product_rule_books",
        "associations_book",
        ("condition", "product", "branch_id", "manager_id"),
        SCOPE,
    ),
    Published("clusters", "clustering_cluster", ("cluster",)),
    Published("cluster_features", "clustering_middle", ("cluster", "feature")),
    Published("cluster_books", "clustering_book", ("branch_id", "manager_id", "cluster"), SCOPE),
    Published("cluster_map", "clustering_field", ("x", "y", "cluster")),
    Published("cluster_tries", "clustering_try", ("groups",)),
    Published("cluster_models", "clustering_model", ("name",)),
    Published("forecasts", "forecast_forecast", ("customer_id",)),
    Published("forecast_errors", "forecast_error", ("quantity", "months", "band", "method")),
    Published("criteria_months", "criteria_month", ("policy", "assessed_on", "rank")),
    Published("criteria_figures", "criteria_figure", ("policy", "figure", "subject")),
    Published("criteria_floors", "criteria_floor", ("policy", "candidate", "rank")),
    Published("models", "register_model", ("kind", "policy", "role")),
    Published("model_bins", "register_bin", ("kind", "policy", "role", "bin")),
    Published("fairness", "register_slice", ("decision", "trait", "slice")),
    Published("statistics", "statistics_figure", ("branch_id", "grouping", "slice", "feature")),
    Published(
        "statistics_trends", "statistics_trend", ("branch_id", "grouping", "slice", "series")
    ),
    Published(
        "statistics_findings",
        "statistics_finding",
        ("branch_id", "kind", "grouping", "slice", "series"),
    ),
    Published("statistics_scopes", "statistics_scope", ("branch_id",)),
    Published("lifecycle_moves", "lifecycle_move", ("customer_id", "moved_on"), facts=True),
    Published(
        "lifecycle_books",
        "lifecycle_book",
        ("branch_id", "manager_id", "stage_before", "stage"),
        SCOPE,
    ),
    Published("offered_products", "recommendation_offered", ("product_id",)),
    Published("recommendation_trials", "recommendation_trial", ("named",)),
    CUSTOMERS,  # before whatever is scoped: that is copied from it
    VALUES,
    TAGS,
    STAGES,
    MEMBERS,
    LEAVING,
    OUTLOOKS,
    STANDINGS,
    RECOMMENDATIONS,
    NOTICES,
    POSITIONS,
)
"""Exchanged as a whole. Book points, assessments and tasks have rules of their own."""

STAGED = (*REPLACED, BOOK_POINTS, ASSESSMENTS, TASKS)

LAKE_ONLY = ("activity", "baselines", "enquiries", "preferences")
"""Results that no page shows by itself: rules read them in the lake."""

FORM = zlib.crc32(repr([(table, table.columns) for table in STAGED]).encode()) & 0x7FFF_FFFF or 1
"""Number of the form in which this release publishes; another one where a column changes."""
