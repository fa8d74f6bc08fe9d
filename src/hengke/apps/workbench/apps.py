"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "hengke.apps.workbench"
    label = "workbench"

    def ready(self) -> None:
        from hengke.apps.workbench import list_export, privacy_copy

        list_export.offer()
        privacy_copy.register()
