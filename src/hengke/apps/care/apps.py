"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "hengke.apps.care"
    label = "care"

    def ready(self) -> None:
        from hengke.apps.care import endings
        from hengke.apps.privacy import api as privacy

        for owner in endings.owners():
            privacy.register(owner)
