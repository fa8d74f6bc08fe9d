"""Addresses of the data catalogue."""

from __future__ import annotations

from django.urls import path

from hengke.apps.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("market/", views.market_data, name="market"),
    path("attest/", views.attest, name="attest"),
]
