"""Addresses of the record that stand under /customers/, before the pages of `workbench`."""

from __future__ import annotations

from django.urls import path

from hengke.apps.customers import views

app_name = "customers"
urlpatterns = [
    path("unmaskings/", views.unmaskings, name="unmaskings"),
    path("<path:customer_id>/unmask-<slug:field>/", views.unmask, name="unmask"),
]
