"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "hengke.apps.associations"
    label = "associations"
