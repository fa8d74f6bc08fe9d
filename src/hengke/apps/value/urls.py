"""Addresses of value."""

from __future__ import annotations

from django.urls import path

from hengke.apps.value import views

app_name = "value"
urlpatterns = [
    path("", views.book, name="book"),
    path("product/", views.product, name="product"),
    path("lifetime/", views.lifetime, name="lifetime"),
]
