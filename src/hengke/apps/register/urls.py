"""Addresses of the register."""

from __future__ import annotations

from django.urls import path

from hengke.apps.register import views

app_name = "register"
urlpatterns = [
    path("", views.models, name="models"),
    path("champion", views.propose, name="propose"),
    path("fairness/", views.fairness, name="fairness"),
]
