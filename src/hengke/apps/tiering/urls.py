"""Addresses of tiering."""

from __future__ import annotations

from django.urls import path

from hengke.apps.tiering import customer_views, migration_views, radar_views

app_name = "tiering"
urlpatterns = [
    path("radar/", radar_views.radar, name="radar"),
    path("radar/file/", radar_views.file, name="radar-file"),
    path("migration/", migration_views.migrations, name="migration"),
    path("migration/customers/", migration_views.customers, name="migration-customers"),
    path("customers/<str:customer_id>/", customer_views.customer, name="customer"),
]
