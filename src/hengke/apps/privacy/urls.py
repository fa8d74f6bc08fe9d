"""Addresses of privacy; those about one customer stand in the workbench."""

from __future__ import annotations

from django.urls import path

from hengke.apps.privacy import views

app_name = "privacy"
urlpatterns = [
    path("assessments/", views.page, name="assessments"),
    path("assessments/new/", views.writing, name="writing"),
    path("assessments/write/", views.write, name="write"),
    path("assessments/<int:number>/", views.assessment, name="assessment"),
    path("destructions/", views.destructions, name="destructions"),
]
