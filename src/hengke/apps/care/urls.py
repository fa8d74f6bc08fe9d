"""Addresses of tasks and contacts. A task's key may hold anything but ends before the verb."""

from __future__ import annotations

from django.urls import path

from hengke.apps.care import contact_views, views

app_name = "care"
urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("day/", views.day, name="day"),
    path("tasks/<path:key>/done/", views.done, name="done"),
    path("tasks/<path:key>/later/", views.snooze, name="snooze"),
    path("tasks/<path:key>/reopen/", views.reopen, name="reopen"),
    path("contacts/new/", contact_views.contact, name="contact"),
    path("contacts/choose/", contact_views.choose, name="choose"),
    path("contacts/<int:pk>/withdraw/", contact_views.withdraw, name="withdraw"),
]
