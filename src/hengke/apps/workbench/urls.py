"""Addresses of the workbench: changes_ (between two days), circle_ (households and groups), home_
(role homes), list_, privacy_, profile_, search_."""

from __future__ import annotations

from django.urls import path

from hengke.apps.workbench import (
    changes_views,
    circle_views,
    home_views,
    list_views,
    privacy_views,
    privacy_writes,
    profile_views,
    search_views,
)

app_name = "workbench"
urlpatterns = [
    path("privacy/requests/", privacy_views.requests, name="privacy-requests"),
    path("privacy/requests/<int:number>/", privacy_views.request_, name="privacy-request"),
    path("privacy/requests/<int:number>/answer/", privacy_views.answer, name="privacy-answer"),
    path("privacy/requests/<int:number>/ask/", privacy_views.ask, name="privacy-ask"),
    path("privacy/files/<int:number>/", privacy_views.take, name="privacy-file"),
    path("privacy/holds/<int:number>/lift/", privacy_writes.lift, name="privacy-lift"),
    path(
        "privacy/consents/<int:number>/withdraw/",
        privacy_writes.withdraw,
        name="privacy-withdraw",
    ),
    path("privacy/of/<path:customer_id>/consent/", privacy_writes.consent, name="privacy-consent"),
    path("privacy/of/<path:customer_id>/switch/", privacy_writes.switch, name="privacy-switch"),
    path("privacy/of/<path:customer_id>/request/", privacy_writes.receive, name="privacy-receive"),
    path("privacy/of/<path:customer_id>/hold/", privacy_writes.hold, name="privacy-hold"),
    path("privacy/of/<path:customer_id>/", privacy_views.of, name="privacy-of"),
    path("", home_views.home, name="home"),
    path("search/", search_views.search, name="search"),
    path("customers/", list_views.listing, name="customers"),
    path("customers/fields/", list_views.fields, name="fields"),
    path("customers/export/", list_views.export, name="export"),
    path("customers/assign/", list_views.assign, name="assign"),
    path("customers/<path:customer_id>/changes/", changes_views.report, name="changes"),
    path("customers/<path:customer_id>/household/", circle_views.household, name="household"),
    path("customers/<path:customer_id>/group/", circle_views.group, name="group"),
    path("customers/<path:customer_id>/preview/", profile_views.preview, name="preview"),
    path("customers/<path:customer_id>/", profile_views.profile, name="customer"),
]
