"""Addresses of approvals."""

from __future__ import annotations

from django.urls import path

from hengke.apps.approvals import delegation_views, views

app_name = "approvals"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:number>/", views.approval, name="approval"),
    path("<int:number>/decide/", views.decide, name="decide"),
    path("<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("delegations/", delegation_views.page, name="delegations"),
    path("delegations/give/", delegation_views.give, name="delegate"),
    path("delegations/<int:number>/end/", delegation_views.end, name="delegation-end"),
]
