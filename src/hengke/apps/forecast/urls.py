"""Addresses of forecasts."""

from __future__ import annotations

from django.urls import path

from hengke.apps.forecast import views

app_name = "forecast"
urlpatterns = [path("", views.errors, name="errors")]
