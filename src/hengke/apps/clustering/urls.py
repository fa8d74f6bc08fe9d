"""Addresses of clustering."""

from __future__ import annotations

from django.urls import path

from hengke.apps.clustering import views

app_name = "clustering"
urlpatterns = [
    path("", views.groups, name="groups"),
    path("<int:number>/", views.group, name="group"),
    path("<int:number>/name/", views.name, name="name"),
]
