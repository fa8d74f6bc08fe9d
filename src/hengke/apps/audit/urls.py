"""Addresses of the trail."""

from __future__ import annotations

from django.urls import path

from hengke.apps.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.entries, name="entries"),
    path("reads/", views.reads, name="reads"),
    path("findings/", views.unusual, name="findings"),
    path("findings/<int:number>/", views.finding, name="finding"),
    path("chain/", views.state, name="chain"),
]
