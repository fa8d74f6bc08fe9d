"""Addresses of log-in and preferences."""

from __future__ import annotations

from django.urls import path

from hengke.apps.identity import views

app_name = "identity"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("preferences/", views.preferences, name="preferences"),
    path("preferences/set/", views.set_preferences, name="set-preferences"),
    path("password/", views.change_password, name="password"),
]
