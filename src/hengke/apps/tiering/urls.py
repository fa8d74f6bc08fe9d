"""Addresses of tiering."""

from __future__ import annotations

from django.urls import path

from hengke.apps.tiering import (
    customer_views,
    migration_views,
    override_views,
    policy_views,
    radar_views,
    simulate_views,
)

app_name = "tiering"
urlpatterns = [
    path("radar/", radar_views.radar, name="radar"),
    path("radar/file/", radar_views.file, name="radar-file"),
    path("migration/", migration_views.migrations, name="migration"),
    path("migration/customers/", migration_views.customers, name="migration-customers"),
    path("overrides/", override_views.inbox, name="overrides"),
    path("overrides/<int:number>/", override_views.decide, name="override-decide"),
    path("overrides/ask/<path:customer_id>/", override_views.ask, name="override-ask"),
    path("policies/", policy_views.policies, name="policies"),
    path("policies/<str:name>/", policy_views.policy, name="policy"),
    path("policies/<str:name>/simulate/", simulate_views.simulate, name="simulate"),
    path("policies/<str:name>/simulate/<str:job_id>/", simulate_views.simulated, name="simulated"),
    path(
        "policies/<str:name>/simulate/<str:job_id>/cancel/",
        simulate_views.cancel,
        name="simulated-cancel",
    ),
    path("customers/<path:customer_id>/", customer_views.customer, name="customer"),
]
