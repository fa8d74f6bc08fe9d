"""Addresses of the workbench: home_ (role homes), list_, profile_, search_."""

from __future__ import annotations

from django.urls import path

from hengke.apps.workbench import home_views

app_name = "workbench"
urlpatterns = [
    path("", home_views.home, name="home"),
]
