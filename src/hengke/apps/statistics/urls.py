"""Addresses of statistics."""

from __future__ import annotations

from django.urls import path

from hengke.apps.statistics import views

app_name = "statistics"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("findings/", views.findings, name="findings"),
    path("file/", views.file, name="file"),
]
