"""Addresses of lifecycle."""

from __future__ import annotations

from django.urls import path

from hengke.apps.lifecycle import views

app_name = "lifecycle"
urlpatterns = [path("", views.book, name="book")]
