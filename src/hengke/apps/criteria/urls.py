"""Addresses of the review of tier floors."""

from __future__ import annotations

from django.urls import path

from hengke.apps.criteria import views

app_name = "criteria"
urlpatterns = [
    path("", views.review, name="review"),
    path("floors/", views.floors, name="floors"),
    path("customers/", views.customers, name="customers"),
    path("file/", views.export, name="file"),
    path("record/", views.record, name="record"),
    path("reviews/<int:number>/", views.recorded, name="recorded"),
    path("try/", views.try_out, name="try"),
    path("adopt/", views.adopt, name="adopt"),
    path("proposals/<int:number>/", views.proposal, name="proposal"),
]
