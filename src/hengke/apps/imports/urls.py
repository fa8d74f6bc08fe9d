"""Addresses of imports."""

from __future__ import annotations

from django.urls import path, re_path

from hengke.apps.imports import delivery_views, quality_views, run_views

app_name = "imports"
ACTS = "check|import|confirm|undo|mapping|discard"
urlpatterns = [
    path("", delivery_views.imports, name="imports"),
    path("upload/", delivery_views.upload, name="upload"),
    path("pick/", delivery_views.pick, name="pick"),
    path("<int:number>/", delivery_views.delivery, name="delivery"),
    path("<int:number>/progress/", delivery_views.progress, name="progress"),
    path("<int:number>/settle/", delivery_views.settle, name="settle"),
    path("<int:number>/errors/", delivery_views.error_file, name="errors"),
    path("<int:number>/cancel/", delivery_views.cancel, name="cancel"),
    re_path(rf"^(?P<number>\d+)/(?P<what>{ACTS})/$", delivery_views.act, name="act"),
    path("quality/", quality_views.quality, name="quality"),
    path("quality/field/", quality_views.quality_field, name="quality-field"),
    path("runs/", run_views.runs, name="runs"),
    path("runs/start/", run_views.start, name="run-start"),
    path("runs/progress/", run_views.progress, name="run-progress"),
    path("runs/cancel/<str:job_id>/", run_views.cancel, name="run-cancel"),
    path("runs/<str:run_id>/", run_views.run, name="run"),
]
