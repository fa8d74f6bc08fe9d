"""Addresses: the operations under v1/, their description, and its page for people."""

from __future__ import annotations

from django.urls import path

from hengke.apps.api import reference, routes

app_name = "api"
urlpatterns = [
    path("", reference.reference, name="reference"),
    path("v1/openapi.json", reference.described, name="openapi"),
    *(path(f"v1/{one.pattern}", one.callback, name=one.name) for one in routes.patterns()),
]
