"""Registers the app under the word every layer uses, and what a second person decides here."""

from __future__ import annotations

from django.apps import AppConfig


class TieringConfig(AppConfig):
    name = "hengke.apps.tiering"
    label = "tiering"

    def ready(self) -> None:
        from hengke.apps.tiering import override_approval

        override_approval.register()
