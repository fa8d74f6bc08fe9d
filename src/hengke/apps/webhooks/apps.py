"""Registers the app under the word every layer uses."""

from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "hengke.apps.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        """The audit log knows what events are called."""
        from hengke.apps.audit import api as audit
        from hengke.apps.webhooks import kinds

        audit.learn_words("events", kinds.words)
