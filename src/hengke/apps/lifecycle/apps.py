"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class LifecycleConfig(AppConfig):
    name = "hengke.apps.lifecycle"
    label = "lifecycle"

    def ready(self) -> None:
        from hengke.apps.lifecycle import endings
        from hengke.apps.privacy import api as privacy

        for owner in endings.owners():
            privacy.register(owner)
