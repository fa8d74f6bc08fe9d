"""Addresses of needs."""

from __future__ import annotations

from django.urls import path

from hengke.apps.needs import views

app_name = "needs"
urlpatterns = [
    path("register/", views.register, name="register"),
    path("register/<int:number>/change/", views.change, name="change"),
    path("of/<path:customer_id>/record/", views.record, name="record"),
]
