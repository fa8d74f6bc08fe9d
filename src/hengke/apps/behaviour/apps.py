"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class BehaviourConfig(AppConfig):
    name = "hengke.apps.behaviour"
    label = "behaviour"

    def ready(self) -> None:
        from hengke.apps.behaviour import endings
        from hengke.apps.privacy import api as privacy

        for owner in endings.owners():
            privacy.register(owner)
