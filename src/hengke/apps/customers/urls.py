"""Addresses of the record that stand under /customers/, before the pages of `workbench`."""

from __future__ import annotations

from django.urls import path

from hengke.apps.customers import bulk_views, record_views, views

app_name = "customers"
urlpatterns = [
    path("files/", bulk_views.files, name="files"),
    path("files/ask/", bulk_views.ask, name="files-ask"),
    path("files/<int:number>/", bulk_views.take, name="files-take"),
    path("unmaskings/", views.unmaskings, name="unmaskings"),
    path("<path:customer_id>/unmask-<slug:field>/", views.unmask, name="unmask"),
    path("opened/", record_views.opened, name="opened"),
    path("stale/", record_views.stale, name="stale"),
    path("opened/new/", record_views.create, name="create"),
    path("<path:customer_id>/record/", record_views.record, name="record"),
    path("<path:customer_id>/record/edit/", record_views.edit, name="edit"),
    path("<path:customer_id>/record/<slug:field>/", record_views.field_page, name="field"),
    path("<path:customer_id>/record/<slug:field>/settle/", record_views.settle, name="settle"),
    path("<path:customer_id>/record/<slug:field>/correct/", record_views.correct, name="correct"),
]
