"""Registers the app under the word every layer uses, and what a second person decides here."""

from __future__ import annotations

from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "hengke.apps.criteria"
    label = "criteria"

    def ready(self) -> None:
        from hengke.apps.criteria import proposals, proposing
        from hengke.apps.tiering import api as tiering

        proposing.register()
        tiering.trials.learn_origin(proposals.origin)
