"""Addresses of the shared parts: the gallery of UI parts."""

from __future__ import annotations

from django.urls import path

from hengke.web import views

app_name = "web"
urlpatterns = [path("ui/", views.gallery, name="gallery")]
