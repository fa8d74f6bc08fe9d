"""Addresses of tiering."""

from __future__ import annotations

from django.urls import path

from hengke.apps.tiering import customer_views

app_name = "tiering"
urlpatterns = [
    path("customers/<str:customer_id>/", customer_views.customer, name="customer"),
]
