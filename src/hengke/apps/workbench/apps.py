"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "hengke.apps.workbench"
    label = "workbench"

    def ready(self) -> None:
        from hengke.apps.workbench import privacy_copy

        privacy_copy.register()
