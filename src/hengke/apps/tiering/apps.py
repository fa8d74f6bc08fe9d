"""Registers the app under the word every layer uses, and what a second person decides here."""

from __future__ import annotations

from django.apps import AppConfig


class TieringConfig(AppConfig):
    name = "hengke.apps.tiering"
    label = "tiering"

    def ready(self) -> None:
        from hengke.apps.audit import api as audit
        from hengke.apps.privacy import api as privacy
        from hengke.apps.tiering import actions, endings, override_approval, radar_export, words

        override_approval.register()
        radar_export.offer()
        audit.learn_words("filters.show", lambda: words.SHOWS)
        privacy.on_change("tiering", actions.privacy_changed)
        for owner in endings.owners():
            privacy.register(owner)
