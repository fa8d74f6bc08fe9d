"""Registers the app under the word every layer uses, and what a second person decides here."""

from __future__ import annotations

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "hengke.apps.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        from hengke.apps.duplicates import endings, merging, undoing
        from hengke.apps.privacy import api as privacy

        merging.register()
        undoing.register()
        for owner in endings.owners():
            privacy.register(owner)
