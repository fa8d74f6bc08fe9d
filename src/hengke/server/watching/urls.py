"""Addresses for probes and for Prometheus."""

from __future__ import annotations

from django.urls import path

from hengke.server.watching import views

app_name = "watching"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
]
