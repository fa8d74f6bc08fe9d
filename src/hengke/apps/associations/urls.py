"""Addresses of associations."""

from __future__ import annotations

from django.urls import path

from hengke.apps.associations import views

app_name = "associations"
urlpatterns = [
    path("", views.rules, name="rules"),
    path("<slug:families>/", views.rule, name="rule"),
]
