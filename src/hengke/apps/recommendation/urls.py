"""Addresses of recommendation."""

from __future__ import annotations

from django.urls import path

from hengke.apps.recommendation import views

app_name = "recommendation"
urlpatterns = [
    path("", views.book, name="book"),
    path("results/", views.outcomes, name="results"),
    path("results/shown/", views.shown, name="shown"),
    path("shelf/", views.shelf, name="shelf"),
    path("outcomes/<int:number>/answer/", views.answer, name="answer"),
    path("of/<path:customer_id>/show/", views.show, name="show"),
    path("of/<path:customer_id>/ask/", views.ask, name="ask"),
]
