"""Registers the app under the word every layer uses, and what a second person decides here."""

from __future__ import annotations

from django.apps import AppConfig


class TaggingConfig(AppConfig):
    name = "hengke.apps.tagging"
    label = "tagging"

    def ready(self) -> None:
        from hengke.apps.privacy import api as privacy
        from hengke.apps.tagging import definition_approval, endings

        definition_approval.register()
        for owner in endings.owners():
            privacy.register(owner)
