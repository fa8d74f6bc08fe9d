"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "hengke.apps.imports"
    label = "imports"
