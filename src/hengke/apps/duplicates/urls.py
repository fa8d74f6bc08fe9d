"""Addresses of duplicates."""

from __future__ import annotations

from django.urls import path

from hengke.apps.duplicates import views

app_name = "duplicates"
urlpatterns = [
    path("", views.pairs, name="pairs"),
    path("<int:number>/", views.pair, name="pair"),
    path("<int:number>/different/", views.different, name="different"),
    path("<int:number>/merge/", views.merge, name="merge"),
    path("<int:number>/undo/", views.undo, name="undo"),
]
