"""Registers the app under the word every layer uses, and what a second person decides here."""

from __future__ import annotations

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "hengke.apps.privacy"
    label = "privacy"

    def ready(self) -> None:
        from hengke.apps.privacy import approval_kinds, own_rows

        approval_kinds.register()
        own_rows.register()
