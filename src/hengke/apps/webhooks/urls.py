"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import path

from hengke.apps.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.subscriptions, name="subscriptions"),
    path("<int:number>/secret/", views.renew, name="renew"),
    path("<int:number>/end/", views.end, name="end"),
    path("<int:number>/", views.deliveries, name="deliveries"),
    path("deliveries/<slug:key>/again/", views.replay, name="replay"),
]
