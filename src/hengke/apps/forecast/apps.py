"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class ForecastConfig(AppConfig):
    name = "hengke.apps.forecast"
    label = "forecast"

    def ready(self) -> None:
        from hengke.apps.forecast import endings
        from hengke.apps.privacy import api as privacy

        for owner in endings.owners():
            privacy.register(owner)
