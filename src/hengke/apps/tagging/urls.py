"""Addresses of tags, segments and audiences."""

from __future__ import annotations

from django.urls import path

from hengke.apps.tagging import segment_views, views

app_name = "tagging"
urlpatterns = [
    path("", views.tags, name="tags"),
    path("new/", views.define, name="define"),
    path("new/try/", views.try_out, name="try-tag"),
    path("tag/<slug:code>/", views.tag, name="tag"),
    path("by-hand/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("of/<path:customer_id>/give/", views.give, name="give"),
    path("of/<path:customer_id>/why/<slug:code>/", views.reasons, name="why"),
    path("segments/", segment_views.segments, name="segments"),
    path("segments/new/", segment_views.new, name="new-segment"),
    path("segments/try/", segment_views.try_out, name="try-segment"),
    path("segments/of/<slug:name>/", segment_views.members, name="segment-customers"),
    path("segments/of/<slug:name>/edit/", segment_views.segment, name="segment"),
    path("segments/of/<slug:name>/freeze/", segment_views.freeze, name="freeze"),
    path("segments/of/<slug:name>/end/", segment_views.end, name="end-segment"),
    path("audiences/<int:number>/", segment_views.audience, name="audience"),
]
