"""Addresses of the register."""

from __future__ import annotations

from django.urls import path

from hengke.apps.register import views

app_name = "register"
urlpatterns = [
    path("", views.models, name="models"),
    path("fairness/", views.fairness, name="fairness"),
]
