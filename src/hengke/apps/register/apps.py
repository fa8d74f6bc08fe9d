"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "hengke.apps.register"
    label = "register"

    def ready(self) -> None:
        from hengke.apps.register import promotion

        promotion.register()
