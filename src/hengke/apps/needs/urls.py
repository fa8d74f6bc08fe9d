"""Addresses of needs."""

from __future__ import annotations

from django.urls import path

from hengke.apps.needs import (
    idea_views,
    interview_views,
    outlook_views,
    plan_views,
    survey_views,
    views,
)

app_name = "needs"
urlpatterns = [
    path("", idea_views.page, name="board"),
    path("feed/", views.feed_page, name="feed"),
    path("latent/", views.latent_page, name="latent"),
    path("outlook/", outlook_views.page, name="outlook"),
    path("outlook/<str:need_class>/", outlook_views.kind, name="outlook-kind"),
    path("ideas/open/", idea_views.open_, name="open"),
    path("ideas/costs/", idea_views.ranking, name="ranking"),
    path("ideas/<int:number>/", idea_views.idea, name="idea"),
    path("ideas/<int:number>/costs/", idea_views.costs, name="costs"),
    path("ideas/<int:number>/swot/", idea_views.swot, name="swot"),
    path("factors/<int:number>/remove/", idea_views.remove_factor, name="remove-factor"),
    path("surveys/", survey_views.surveys, name="surveys"),
    path("surveys/<int:number>/", survey_views.survey, name="survey"),
    path("surveys/<int:number>/features/", survey_views.feature, name="feature"),
    path("surveys/<int:number>/answers/", survey_views.answers, name="answers"),
    path("plans/", plan_views.page, name="plans"),
    path("plans/<int:number>/", plan_views.plan, name="plan"),
    path("plans/<int:number>/items/", plan_views.item, name="plan-item"),
    path("plans/<int:number>/step/", plan_views.step, name="plan-step"),
    path("plan-items/<int:number>/remove/", plan_views.remove_item, name="remove-plan-item"),
    path("register/", views.register, name="register"),
    path("register/<int:number>/change/", views.change, name="change"),
    path("interviews/<int:number>/withdraw/", interview_views.withdraw, name="withdraw-interview"),
    path("of/<path:customer_id>/interview/", interview_views.write, name="interview"),
    path(
        "of/<path:customer_id>/outlook/<str:need_class>/",
        outlook_views.take_up,
        name="take-up-outlook",
    ),
    path("of/<path:customer_id>/plan/", plan_views.open_, name="open-plan"),
    path("of/<path:customer_id>/record/", views.record, name="record"),
]
