"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class RecommendationConfig(AppConfig):
    name = "hengke.apps.recommendation"
    label = "recommendation"

    def ready(self) -> None:
        from hengke.apps.privacy import api as privacy
        from hengke.apps.recommendation import endings, own_purchase_approval

        own_purchase_approval.register()
        for owner in endings.owners():
            privacy.register(owner)
