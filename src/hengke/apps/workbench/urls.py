"""Addresses of the workbench: home_ (role homes), list_, profile_, search_."""

from __future__ import annotations

from django.urls import path

from hengke.apps.workbench import home_views, list_views, profile_views, search_views

app_name = "workbench"
urlpatterns = [
    path("", home_views.home, name="home"),
    path("search/", search_views.search, name="search"),
    path("customers/", list_views.listing, name="customers"),
    path("customers/fields/", list_views.fields, name="fields"),
    path("customers/export/", list_views.export, name="export"),
    path("customers/assign/", list_views.assign, name="assign"),
    path("customers/<path:customer_id>/preview/", profile_views.preview, name="preview"),
    path("customers/<path:customer_id>/", profile_views.profile, name="customer"),
]
