"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class StatisticsConfig(AppConfig):
    name = "hengke.apps.statistics"
    label = "statistics"
