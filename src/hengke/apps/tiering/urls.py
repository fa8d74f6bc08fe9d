"""Addresses of tiering."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "tiering"
urlpatterns: list[URLPattern] = []
