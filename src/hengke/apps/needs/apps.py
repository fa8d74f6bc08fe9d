"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    name = "hengke.apps.needs"
    label = "needs"

    def ready(self) -> None:
        from hengke.apps.needs import endings, plan_approval
        from hengke.apps.privacy import api as privacy

        for owner in endings.owners():
            privacy.register(owner)
        plan_approval.register()
