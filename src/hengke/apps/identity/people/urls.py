"""Addresses of the administrators' pages."""

from __future__ import annotations

from django.urls import path

from hengke.apps.identity.people import views

app_name = "people"
urlpatterns = [
    path("", views.people, name="people"),
    path("new/", views.create, name="create"),
    path("branches/", views.branches, name="branches"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/change/", views.change, name="change"),
    path("<int:pk>/active/", views.set_active, name="active"),
    path("<int:pk>/password/", views.give_password, name="password"),
    path("<int:pk>/role/", views.ask_role, name="role"),
    path("<int:pk>/unlock/", views.unlock, name="unlock"),
    path("<int:pk>/factor/", views.require_factor, name="require-factor"),
    path("<int:pk>/factors/reset/", views.reset_factors, name="reset-factors"),
    path("<int:pk>/sessions/end/", views.end_sessions, name="end-sessions"),
]
