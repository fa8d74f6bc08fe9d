"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    name = "hengke.apps.workbench"
    label = "workbench"

    def ready(self) -> None:
        from hengke.apps.audit import api as audit
        from hengke.apps.workbench import list_export, list_words, privacy_copy

        audit.learn_words("filters", list_words.names)
        for name, codes in list_words.codes().items():
            audit.learn_words(f"filters.{name}", codes)
        audit.learn_words("tier", list_words.tier_names)
        list_export.offer()
        privacy_copy.register()
