"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class ValueConfig(AppConfig):
    name = "hengke.apps.value"
    label = "value"

    def ready(self) -> None:
        from hengke.apps.privacy import api as privacy
        from hengke.apps.value import endings

        for owner in endings.owners():
            privacy.register(owner)
