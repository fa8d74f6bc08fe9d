"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class ClusteringConfig(AppConfig):
    name = "hengke.apps.clustering"
    label = "clustering"

    def ready(self) -> None:
        from hengke.apps.clustering import endings
        from hengke.apps.privacy import api as privacy

        for owner in endings.owners():
            privacy.register(owner)
